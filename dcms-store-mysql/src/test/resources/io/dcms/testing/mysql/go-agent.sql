create database dcms;
use dcms;

CREATE TABLE `dcms_cronjob` (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `name` varchar(200) NOT NULL DEFAULT '',
  `create_user` varchar(30) NOT NULL DEFAULT '',
  `executor` varchar(1000) NOT NULL DEFAULT '',
  `executor_flags` varchar(1000) NOT NULL DEFAULT '',
  `signature` varchar(32) NOT NULL DEFAULT '',
  `runner` varchar(100) NOT NULL DEFAULT '',
  `timeout` bigint(20) NOT NULL DEFAULT '0',
  `timeout_trigger` int(11) NOT NULL DEFAULT '0',
  `disabled` int(11) NOT NULL DEFAULT '0',
  `schedule` varchar(100) NOT NULL DEFAULT '',
  `hook` varchar(1000) NOT NULL DEFAULT '',
  `msg_filter` varchar(1000) NOT NULL DEFAULT '',
  `create_at` int(11) NOT NULL DEFAULT '0',
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `dcms_agent2job` (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `host` varchar(100) NOT NULL DEFAULT '',
  `job_id` bigint(20) NOT NULL DEFAULT '0',
  PRIMARY KEY (`id`),
  UNIQUE KEY `host` (`host`,`job_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `dcms_crontask_log` (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `job_id` bigint(20) NOT NULL DEFAULT '0',
  `task_id` varchar(100) NOT NULL DEFAULT '',
  `host` varchar(100) NOT NULL DEFAULT '',
  `status` int(11) NOT NULL DEFAULT '0',
  `exec_at` int(11) NOT NULL DEFAULT '0',
  `exec_duration` int(11) NOT NULL DEFAULT '0',
  `log_filename` varchar(200) NOT NULL DEFAULT '',
  `message` text,
  PRIMARY KEY (`id`),
  KEY `job_id` (`job_id`),
  KEY `task_id` (`task_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
