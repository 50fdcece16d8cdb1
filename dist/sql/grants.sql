-- What the accounts of agents may do, and nothing besides:   mysql < grants.sql
--
-- First make one, with a password of your own; nothing here makes an account, or changes a password:
--
--     create user 'dcms'@'%' identified by '...';               for agents that run jobs and report
--     create user 'dcms_editor'@'%' identified by '...';        for an agent through which jobs are edited over REST besides
--
-- One of the two is enough. Then run this, and give the account to the agent: -db='dcms:...@tcp(host)/dcms'. It grants to each
-- account of these names, for whichever hosts they are, and takes nothing that an account has from elsewhere. Run it again at any
-- time. Accounts of yours may have other names:

set @dcms_agent = 'dcms';
set @dcms_editor = 'dcms_editor';

use dcms;

drop procedure if exists dcms_grant;
drop procedure if exists dcms_grant_all;

delimiter //

-- Grants on one table to the accounts of a name. (MySQL 5.6 would make an account, without a password, for a grant to a name that
-- has none: so only those that are there get any.)
create procedure dcms_grant(in account varbinary(128), in what varchar(100), in on_table varchar(64))
begin
    declare finished boolean default false;
    declare account_host varchar(255) character set utf8;
    declare hosts cursor for select host from mysql.user where user = account and host <> '';
    declare continue handler for not found set finished = true;
    open hosts;
    fetch hosts into account_host;
    while not finished do
        set @dcms_grant = convert(concat('grant ', what, ' on `', replace(database(), '`', '``'), '`.', on_table, ' to ',
            quote(account), '@', quote(account_host)) using utf8);
        prepare dcms_grant from @dcms_grant;
        execute dcms_grant;
        deallocate prepare dcms_grant;
        select @dcms_grant as `done now`;
        fetch hosts into account_host;
    end while;
    close hosts;
end //

create procedure dcms_grant_all(in agent varbinary(128), in editor varbinary(128))
begin
    if not exists (select 1 from mysql.user where user in (agent, editor) and host <> '') then
        signal sqlstate '45000' set message_text = 'there is no such account yet: first make one, see the top of grants.sql';
    end if;
    call dcms_grant(agent, 'select', 'dcms_cronjob');
    call dcms_grant(agent, 'select', 'dcms_agent2job');
    call dcms_grant(agent, 'select, insert, update, delete', 'dcms_crontask_log');
    call dcms_grant(agent, 'select, insert, update, delete', 'dcms_agent');
    call dcms_grant(editor, 'select, insert, update, delete', 'dcms_cronjob');
    call dcms_grant(editor, 'select, insert, update, delete', 'dcms_agent2job');
    call dcms_grant(editor, 'select, insert, update, delete', 'dcms_crontask_log');
    call dcms_grant(editor, 'select, insert, update, delete', 'dcms_agent');
end //

delimiter ;

call dcms_grant_all(@dcms_agent, @dcms_editor);

drop procedure dcms_grant;
drop procedure dcms_grant_all;
