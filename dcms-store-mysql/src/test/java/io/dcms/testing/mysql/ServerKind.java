package io.dcms.testing.mysql;

import java.io.IOException;

/** The servers that tests can have. */
public enum ServerKind {
    /** MariaDB as the system's packages have it. */
    MARIADB {
        @Override
        ServerPrograms programs() throws IOException, InterruptedException {
            return MariaDbPackage.installed();
        }
    },
    /** MySQL 5.6.24: utf8mb4, but no {@code create user if not exists} and keys of at most 767 bytes by default. */
    MYSQL_5_6 {
        @Override
        ServerPrograms programs() throws IOException, InterruptedException {
            return MysqlPackage.unpacked();
        }
    };

    /** Finds its programs, or gets them. */
    abstract ServerPrograms programs() throws IOException, InterruptedException;
}
