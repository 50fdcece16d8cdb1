/** The store {@code mysql}: jobs and runs in the tables of the Go agent, on MySQL 5.6 and newer or MariaDB. */
package io.dcms.store.mysql;
