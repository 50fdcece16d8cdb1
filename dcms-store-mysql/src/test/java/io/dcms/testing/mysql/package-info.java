/**
 * Real database servers for tests, this module's and those of the unpacked tarball: MariaDB from Debian's packages, and
 * MySQL 5.6 from an npm package. They travel in the test-jar of {@code dcms-store-mysql}.
 *
 * <p>{@link io.dcms.testing.mysql.SharedServers} has servers for tests that only need a database, of which each makes its own
 * with a name that meets no other's; {@link io.dcms.testing.mysql.DatabaseServer} is one for tests that stop, kill or freeze it.
 * {@code DCMS_TEST_MYSQL_URL} (a {@code jdbc:mysql:} URL with an administrator's {@code user} and {@code password}) puts any
 * server in the place of the shared MariaDB.
 *
 * <p>RATIONALE: MariaDB is installed where it is missing, and whoever can't have it sees the tests fail. MySQL 5.6 is for 64-bit
 * Intel only and comes over the network from a registry that a machine may not reach, so at home its tests are aborted with the
 * reason; under {@code CI} they fail too.
 */
package io.dcms.testing.mysql;
