package io.dcms.runtime.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * What one look at a file has told: which file it is, whose, and when it was changed.
 *
 * @param mode    kind and permissions, as {@code stat} has them
 * @param uid     its owner
 * @param gid     its group
 * @param device  where it is
 * @param inode   which one it is there
 * @param size    bytes
 * @param mtime   when its content was changed; can be set
 * @param ctime   when anything of it was changed; can't be set
 */
record FileLook(int mode, long uid, long gid, long device, long inode, long size, FileTime mtime, FileTime ctime) {

    private static final String ATTRIBUTES = "unix:mode,uid,gid,dev,ino,size,lastModifiedTime,ctime";
    private static final int KIND = 0170000;
    private static final int FOLDER = 0040000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;
    private static final int STICKY = 01000;
    private static final long UNSIGNED = 0xffff_ffffL;

    /** @param options whether a link is followed, as it is where none is given */
    static FileLook at(Path path, LinkOption... options) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, ATTRIBUTES, options);
        return new FileLook((Integer) found.get("mode"), (Integer) found.get("uid") & UNSIGNED, (Integer) found.get("gid") & UNSIGNED,
                (Long) found.get("dev"), (Long) found.get("ino"), (Long) found.get("size"), (FileTime) found.get("lastModifiedTime"),
                (FileTime) found.get("ctime"));
    }

    /** As every record has it. Written out: the JVM would make it anew in each process, while the first runs are to start. */
    @Override
    public boolean equals(Object other) {
        return other instanceof FileLook look && mode == look.mode && uid == look.uid && gid == look.gid && device == look.device
                && inode == look.inode && size == look.size && mtime.equals(look.mtime) && ctime.equals(look.ctime);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(inode);
    }

    boolean folder() {
        return (mode & KIND) == FOLDER;
    }

    boolean regular() {
        return (mode & KIND) == REGULAR;
    }

    boolean link() {
        return (mode & KIND) == LINK;
    }

    /** In a sticky folder only the owner of an entry, that of the folder and root can rename or remove it. */
    boolean sticky() {
        return (mode & STICKY) != 0;
    }

    boolean writableByOthers() {
        return (mode & 2) != 0;
    }

    boolean executable() {
        return (mode & 0111) != 0;
    }

    boolean executableBy(Runner runner) {
        int shift = runner.uid() == uid ? 6 : runner.gid() == gid || runner.groups().contains(gid) ? 3 : 0;
        return (mode >> shift & 1) != 0;
    }

    /** The permissions as {@code chmod} takes them. */
    String permissions() {
        return String.format("%04o", mode & 07777);
    }
}
