-- Brings tables that the Go agent's script made up to those of agent.sql:   mysql < upgrade.sql
--
-- The agent works without it. With it jobs can have options and SHA-256 signatures, texts can hold any character, the log has
-- the keys by which the agent looks for its rows, of which one keeps a run from having two, and agents know of one another. Run
-- grants.sql again after it if your agents have accounts by it.
--
-- It changes no row, takes no column, key or width away (the log's old keys on job_id and on task_id are yours to drop), and
-- leaves what it can't change safely, with the reason. Run it again at any time: what is there already stays as it is. It needs
-- MySQL 5.6 or MariaDB 10.2, or newer, and an administrator, and prints two lines for each step: what became of it, and what it
-- was.
--
-- Agents may run, and report, meanwhile. The log may be big, so on it only what the server does in place and beside others'
-- writes is done; each step gives up after ten seconds if a transaction that stays open is in its way. The two tables of jobs
-- can be read meanwhile, while changes to jobs wait for the moment that it takes to copy them.

use dcms;
-- Ends here if there is nothing to upgrade: agent.sql makes what is missing.
select 1 from dcms_cronjob, dcms_agent2job, dcms_crontask_log limit 0;

set session lock_wait_timeout = 10;
-- What would change a value is refused.
set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION';

drop procedure if exists dcms_upgrade_step;
drop procedure if exists dcms_upgrade_key;
drop procedure if exists dcms_upgrade_charset;

delimiter //

-- Does one step, unless it is done already. A statement that the server refuses, or gives up, has changed nothing.
create procedure dcms_upgrade_step(in done boolean, in what varchar(500) character set utf8, in statement text character set utf8)
begin
    declare reason text character set utf8;
    declare exit handler for sqlexception
    begin
        get diagnostics condition 1 reason = message_text;
        select concat(what, ': ', coalesce(reason, 'the server does not say why')) as `LEFT AS IT WAS`;
    end;
    if done then
        select what as `there already`;
    else
        set @dcms_upgrade = statement;
        prepare dcms_upgrade from @dcms_upgrade;
        execute dcms_upgrade;
        deallocate prepare dcms_upgrade;
        select what as `done now`;
    end if;
end //

-- Adds a key, unless one of any name does its work: a unique one on just these columns, or any that begins with them.
-- (Names are binary here and below: those of the server can't be compared with texts in the order that a database may have.)
create procedure dcms_upgrade_key(in in_table varbinary(64), in kind varbinary(20), in key_name varbinary(64),
    in key_columns varbinary(200))
begin
    declare alike int;
    select count(*) into alike from (
        select min(non_unique) as loose, group_concat(column_name order by seq_in_index) as of_columns
        from information_schema.statistics
        where table_schema = database() and table_name = in_table
        group by index_name
        having count(sub_part) = 0) as present
    where of_columns = key_columns and (kind = 'key' or loose = 0)
        or kind = 'key' and of_columns like concat(key_columns, ',%');
    call dcms_upgrade_step(alike > 0, concat(in_table, ': ', kind, ' on ', key_columns),
        concat('alter table ', in_table, ' add ', kind, ' ', key_name, ' (', key_columns, '), algorithm = inplace, lock = none'));
end //

-- Lets texts hold any character, if they are in the three-byte utf8 in its usual order: so nothing that was different becomes
-- equal, or the other way round. What somebody has chosen otherwise stays.
create procedure dcms_upgrade_charset(in in_table varbinary(64), in as_made boolean, in statement text character set utf8)
begin
    declare narrow, chosen int;
    select coalesce(sum(character_set_name <> 'utf8mb4'), 0),
            coalesce(sum(collation_name not in ('utf8_general_ci', 'utf8mb3_general_ci', 'utf8mb4_general_ci')), 0)
        into narrow, chosen
        from information_schema.columns
        where table_schema = database() and table_name = in_table and character_set_name is not null;
    if narrow > 0 and (chosen > 0 or not as_made) then
        select concat(in_table, ': utf8mb4: it has a character set, an order or types of its own') as `LEFT AS IT WAS`;
    else
        call dcms_upgrade_step(narrow = 0, concat(in_table, ': utf8mb4'), statement);
    end if;
end //

delimiter ;

call dcms_upgrade_charset('dcms_cronjob', true, 'alter table dcms_cronjob row_format = dynamic,
    convert to character set utf8mb4 collate utf8mb4_general_ci');
call dcms_upgrade_charset('dcms_agent2job', true, 'alter table dcms_agent2job row_format = dynamic,
    convert to character set utf8mb4 collate utf8mb4_general_ci');
-- MariaDB does it in place from 10.4 on. Elsewhere the log stays as it is, and the agent writes U+FFFD where output has an emoji.
-- Converting as above would copy; this repeats the columns' types, so it is for a table that has just these.
call dcms_upgrade_charset('dcms_crontask_log',
    (select count(*) from information_schema.columns
        where table_schema = database() and table_name = 'dcms_crontask_log' and character_set_name is not null
        and (column_name in ('task_id', 'host') and column_type = 'varchar(100)' and is_nullable = 'NO'
            or column_name = 'log_filename' and column_type = 'varchar(200)' and is_nullable = 'NO'
            or column_name = 'message' and column_type = 'text' and is_nullable = 'YES')) = 4,
    'alter table dcms_crontask_log
        modify task_id varchar(100) character set utf8mb4 collate utf8mb4_general_ci not null default '''',
        modify host varchar(100) character set utf8mb4 collate utf8mb4_general_ci not null default '''',
        modify log_filename varchar(200) character set utf8mb4 collate utf8mb4_general_ci not null default '''',
        modify message text character set utf8mb4 collate utf8mb4_general_ci null,
        default character set utf8mb4 collate utf8mb4_general_ci, algorithm = inplace, lock = none');

call dcms_upgrade_step(
    exists (select 1 from information_schema.columns
        where table_schema = database() and table_name = 'dcms_cronjob' and column_name = 'options'),
    'dcms_cronjob: column options',
    'alter table dcms_cronjob add column options text null comment ''a JSON object with further settings, null = all defaults''');
call dcms_upgrade_step(
    (select character_maximum_length from information_schema.columns
        where table_schema = database() and table_name = 'dcms_cronjob' and column_name = 'signature') >= 80,
    'dcms_cronjob: signature of 80 characters',
    'alter table dcms_cronjob modify signature varchar(80) not null default ''''');

call dcms_upgrade_key('dcms_cronjob', 'unique key', 'name', 'name');
call dcms_upgrade_key('dcms_agent2job', 'unique key', 'host_job', 'host,job_id');
call dcms_upgrade_key('dcms_agent2job', 'key', 'job', 'job_id');
-- Rows that have task_id and host in common are in its way, and yours to keep or delete; the agent works without it as well:
-- select task_id, host, count(*) from dcms_crontask_log group by task_id, host having count(*) > 1;
call dcms_upgrade_key('dcms_crontask_log', 'unique key', 'task_host', 'task_id,host');
call dcms_upgrade_key('dcms_crontask_log', 'key', 'job_host_time', 'job_id,host,exec_at');
call dcms_upgrade_key('dcms_crontask_log', 'key', 'host_time', 'host,exec_at');
call dcms_upgrade_key('dcms_crontask_log', 'key', 'status_time', 'status,exec_at');

call dcms_upgrade_step(
    exists (select 1 from information_schema.tables where table_schema = database() and table_name = 'dcms_agent'),
    'dcms_agent: the table',
    'create table dcms_agent (
    host            varchar(100)  not null             comment ''host name of the agent'',
    address         varchar(300)  not null default ''''  comment ''where other agents reach it: http(s)://host:port, empty = nowhere'',
    version         varchar(50)   not null default ''''  comment ''of the agent'',
    started_at      bigint        not null default 0   comment ''unix second of its start, by its own clock'',
    seen_at         bigint        not null default 0   comment ''unix second in which it said so last, by the clock of this server'',
    stopped         int           not null default 0   comment ''1 = it has stopped in good order'',
    jobs            int           not null default 0   comment ''how many it has'',
    running         int           not null default 0   comment ''tasks that ran then'',
    failed_jobs     int           not null default 0   comment ''jobs whose last run went wrong, or that can''''t be run'',
    primary key (host)
) engine = InnoDB /*!50699 row_format = dynamic */ default character set utf8mb4 collate utf8mb4_general_ci');

drop procedure dcms_upgrade_step;
drop procedure dcms_upgrade_key;
drop procedure dcms_upgrade_charset;
