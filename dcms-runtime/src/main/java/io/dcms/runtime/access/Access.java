package io.dcms.runtime.access;

import io.dcms.spi.ConfigException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Who is let in: by which token, session and name. Any thread. */
public final class Access {

    private static final System.Logger LOG = System.getLogger(Access.class.getName());

    private final Optional<Path> file;
    private final String host;
    private final Names names;
    private final Sessions sessions;
    /** Null if nobody is asked for one. */
    private volatile Tokens tokens;

    /**
     * Reads the token file.
     *
     * @param file    empty = nobody is asked for a token
     * @param host    the agent's host name, for which others have made what they show
     * @param names   of this agent, beside addresses and {@code localhost}
     * @param elapsed nanoseconds since some moment, never going back
     * @throws ConfigException if the file is none that can be trusted
     */
    public Access(Optional<Path> file, String host, Set<String> names, LongSupplier elapsed) throws ConfigException {
        this.file = file;
        this.host = host;
        this.names = new Names(names);
        this.sessions = new Sessions(elapsed);
        this.tokens = file.isPresent() ? TokenFile.read(file.get(), host) : null;
    }

    /** Reads the token file again, and ends all sessions; one that is not good leaves all as it is, and is said in the log. */
    public void reload() {
        if (file.isEmpty()) {
            return;
        }
        try {
            tokens = TokenFile.read(file.get(), host);
            sessions.closeAll();
            LOG.log(System.Logger.Level.INFO, "{0} was read again: {1} tokens", file.get(), tokens.size());
        } catch (ConfigException e) {
            LOG.log(System.Logger.Level.ERROR, "the tokens stay as they were: {0}", e.getMessage());
        }
    }

    public boolean asksForTokens() {
        return tokens != null;
    }

    /** Whose token this is; anybody's if none is asked for. */
    public Optional<Caller> byToken(String token) {
        return tokens == null ? Optional.of(Caller.ANYBODY) : tokens.find(token);
    }

    public Sessions sessions() {
        return sessions;
    }

    public Names names() {
        return names;
    }
}
