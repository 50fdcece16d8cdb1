-- The tables of DCMS, for MySQL 5.6 or MariaDB 10.2 and newer:   mysql < agent.sql
--
-- Can be run again at any time: it makes what is missing and leaves what is there as it is. For tables that the Go agent's
-- script made, see upgrade.sql. For the agent's own account, see grants.sql.

create database if not exists dcms default character set utf8mb4 collate utf8mb4_general_ci;
use dcms;

-- One row for each job. (MySQL 5.6 skips what is in /*!50699 */: see the end.)
create table if not exists dcms_cronjob (
    id              bigint        not null auto_increment,
    name            varchar(200)  not null default ''  comment 'for people, any characters',
    create_user     varchar(30)   not null default ''  comment 'who made it',
    executor        varchar(1000) not null default ''  comment 'absolute path of the program to run',
    executor_flags  varchar(1000) not null default ''  comment 'its arguments, split as a shell would',
    signature       varchar(80)   not null default ''  comment 'md5 of the program in hex, or sha256: and its SHA-256 in hex',
    runner          varchar(100)  not null default ''  comment 'the user that runs it, never root',
    timeout         bigint        not null default 0   comment 'seconds a run may take, 0 = any number',
    timeout_trigger int           not null default 0   comment 'a run over its timeout: 0 = report it, 1 = kill it',
    disabled        int           not null default 0   comment '1 = not scheduled',
    schedule        varchar(100)  not null default ''  comment 'cron expression',
    hook            varchar(1000) not null default ''  comment 'URI that is told of timeouts and ends, empty = none',
    msg_filter      varchar(1000) not null default ''  comment 'keywords between |, any of which in the output is a failure',
    create_at       int           not null default 0   comment 'unix seconds of the last change: touch it with each',
    options         text              null             comment 'a JSON object with further settings, null = all defaults',
    /*!50699 unique key name (name), */
    primary key (id)
) engine = InnoDB /*!50699 row_format = dynamic */ default character set utf8mb4 collate utf8mb4_general_ci;

-- Which jobs belong to which host.
create table if not exists dcms_agent2job (
    id              bigint        not null auto_increment,
    host            varchar(100)  not null default ''  comment 'host name of the agent',
    job_id          bigint        not null default 0   comment 'dcms_cronjob.id',
    primary key (id),
    unique key host_job (host, job_id),
    key job (job_id)
) engine = InnoDB /*!50699 row_format = dynamic */ default character set utf8mb4 collate utf8mb4_general_ci;

-- One row for each run. The agent finds its row by task and host: that pair is unique. "The last runs of a job", "what is older
-- than" of a host and "what went wrong lately" of all hosts have a key each.
create table if not exists dcms_crontask_log (
    id              bigint        not null auto_increment,
    job_id          bigint        not null default 0   comment 'dcms_cronjob.id',
    task_id         varchar(100)  not null default ''  comment '<unix second of the fire time>-<job id>',
    host            varchar(100)  not null default ''  comment 'host name of the agent',
    status          int           not null default 0   comment '0 ready, 1 running, 2 success, 3 failed, 4 timeout, 5 killed',
    exec_at         int           not null default 0   comment 'unix second of the start, or of the refusal',
    exec_duration   int           not null default 0   comment 'seconds from then on',
    log_filename    varchar(200)  not null default ''  comment 'where the output is on the host',
    message         text              null             comment 'the reason if there is one, and the tail of the output',
    primary key (id),
    unique key task_host (task_id, host),
    key job_host_time (job_id, host, exec_at),
    key host_time (host, exec_at),
    key status_time (status, exec_at)
) engine = InnoDB /*!50699 row_format = dynamic */ default character set utf8mb4 collate utf8mb4_general_ci;

-- One row for each agent, by which agents know of one another. What is in it is what agents say of themselves.
create table if not exists dcms_agent (
    host            varchar(100)  not null             comment 'host name of the agent',
    address         varchar(300)  not null default ''  comment 'where other agents reach it: http(s)://host:port, empty = nowhere',
    version         varchar(50)   not null default ''  comment 'of the agent',
    started_at      bigint        not null default 0   comment 'unix second of its start, by its own clock',
    seen_at         bigint        not null default 0   comment 'unix second in which it said so last, by the clock of this server',
    stopped         int           not null default 0   comment '1 = it has stopped in good order',
    jobs            int           not null default 0   comment 'how many it has',
    running         int           not null default 0   comment 'tasks that ran then',
    failed_jobs     int           not null default 0   comment 'jobs whose last run went wrong, or that can''t be run',
    primary key (host)
) engine = InnoDB /*!50699 row_format = dynamic */ default character set utf8mb4 collate utf8mb4_general_ci;

-- MySQL 5.6 has keys of up to 767 bytes, unless it is told otherwise, and 200 characters of utf8mb4 are 800. So that a name is
-- unique in its whole length there, it is of the three-byte utf8: any characters but emoji and the like.
set @dcms_name_key = if(@@version like '5.6.%' and not exists (select 1 from information_schema.statistics
        where table_schema = database() and table_name = 'dcms_cronjob' and index_name = 'name'),
    'alter table dcms_cronjob add unique key name (name),
        modify name varchar(200) character set utf8 not null default '''' comment ''for people, any characters of utf8''',
    'do 0');
prepare name_key from @dcms_name_key;
execute name_key;
deallocate prepare name_key;
