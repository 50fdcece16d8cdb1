/*
 * The floor: what it costs to start processes and nothing else. At each due second it starts a program so many times, by vfork,
 * setsid, setgid, setuid and exec. No check, no record, no waiting for an end.
 *
 * usage: ideal COUNT SECONDS ROUNDS UID GID PROGRAM    due at each second that SECONDS divides, ROUNDS times
 */
#define _GNU_SOURCE
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void start(uid_t uid, gid_t gid, char *program) {
    char *arguments[] = {program, NULL};
    if (vfork() == 0) {
        setsid();
        if (getuid() == 0 && (setgroups(0, NULL) || setgid(gid) || setuid(uid))) {
            _exit(126);
        }
        execv(program, arguments);
        _exit(127);
    }
}

int main(int count, char **values) {
    if (count != 7) {
        return 2;
    }
    long starts = atol(values[1]);
    long seconds = atol(values[2]);
    signal(SIGCHLD, SIG_IGN);
    struct timespec due = {.tv_sec = time(NULL) / seconds * seconds};
    for (long round = atol(values[3]); round > 0; round--) {
        due.tv_sec += seconds;
        while (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &due, NULL)) {
        }
        for (long n = 0; n < starts; n++) {
            start(atol(values[4]), atol(values[5]), values[6]);
        }
    }
    return 0;
}
