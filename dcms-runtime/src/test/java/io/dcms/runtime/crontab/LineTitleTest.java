package io.dcms.runtime.crontab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineTitleTest {

    private static String title(String comment, String command) {
        return LineTitle.of(new CrontabLine(1, "", "@reboot", CronTimes.reboot(), "ann", command, Optional.empty(), Map.of(),
                comment.replace('/', '\n')));
    }

    /** A title if it is one block of one line that reads like one. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Activity reports every 10 minutes everyday | Activity reports every 10 minutes everyday",
        "# nightly backup:                          | nightly backup",
        "每天备份                                   | 每天备份",
        "m h dom mon dow command                    | backup.sh",
        "m h  dom mon dow   command                 | backup.sh",
        "minute hour day month weekday              | backup.sh",
        ".---------------- minute (0 - 59)          | backup.sh",
        "*  *  *  *  * user-name command            | backup.sh",
        "0 3 * * * /old/backup.sh                   | backup.sh",
        "*/5 * * * * /old/backup.sh                 | backup.sh",
        "@daily /old/backup.sh                      | backup.sh",
        "MAILTO=root                                | backup.sh",
        "----------------------------               | backup.sh",
        "first of/two lines                         | backup.sh",
        "''                                         | backup.sh"})
    void ofComments(String comment, String title) {
        assertEquals(title, title(comment, "/usr/local/bin/backup.sh"));
    }

    /** Debian's packages have most of these. */
    @ParameterizedTest
    @CsvSource(delimiter = '~', ignoreLeadingAndTrailingWhitespace = true, value = {
        "command -v debian-sa1 > /dev/null && debian-sa1 1 1                     ~ debian-sa1 1 1",
        "[ -x /usr/lib/php/sessionclean ] && if [ ! -d /run/systemd/system ]; then /usr/lib/php/sessionclean; fi ~ sessionclean",
        "test -x /usr/sbin/anacron || ( cd / && run-parts --report /etc/cron.daily ) ~ run-parts",
        "cd / && run-parts --report /etc/cron.hourly                             ~ run-parts",
        "if [ -x /usr/share/mdadm/checkarray ]; then /usr/share/mdadm/checkarray --cron --all; fi ~ checkarray",
        "perl -e 'sleep int(rand(43200))' && certbot -q renew                    ~ perl",
        "nice -n 19 ionice -c3 /opt/x/backup.sh full > /var/log/x 2>&1           ~ backup.sh full",
        "FOO=bar /usr/bin/php /srv/app/artisan schedule:run                      ~ artisan schedule:run",
        "flock -n /tmp/a.lock python3 /opt/a.py daily                            ~ a.py daily",
        "echo                                                                    ~ echo",
        "\"$HOME/bin/x\"                                                         ~ command",
        "curl https://ann:secret@host/x                                          ~ curl",
        "mysqldump -u root -psecret db                                           ~ mysqldump",
        "backup --password secret                                                ~ backup"})
    void ofCommands(String command, String title) {
        assertEquals(title, title("", command));
    }

    @Test
    void anEmptyCommandHasATitleToo() {
        assertEquals("command", title("", ""));
    }
}
