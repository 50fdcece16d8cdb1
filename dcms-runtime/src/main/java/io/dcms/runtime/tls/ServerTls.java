package io.dcms.runtime.tls;

import io.dcms.spi.ConfigException;
import java.nio.file.Path;
import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * The TLS of a server whose certificate may be replaced while it runs: what connects after {@link #reload} is shown the new one, what
 * is connected stays so. Any thread.
 */
public final class ServerTls {

    private static final System.Logger LOG = System.getLogger(ServerTls.class.getName());

    private final Path certificate;
    private final Path key;
    private final SSLContext context = new Context(new Newest());
    private volatile SSLContext newest;

    /**
     * Reads both files; see {@link Tls#server}.
     *
     * @throws ConfigException that says which file is not what it should be, and how to make it so
     */
    public ServerTls(Path certificate, Path key) throws ConfigException {
        this.certificate = certificate;
        this.key = key;
        this.newest = Tls.server(certificate, key);
    }

    /** Reads both files again; if they can't be used all stays as it is, and the log says why. */
    public void reload() {
        try {
            newest = Tls.server(certificate, key);
            LOG.log(System.Logger.Level.INFO, "{0} was read again", certificate);
        } catch (ConfigException e) {
            LOG.log(System.Logger.Level.ERROR, "the certificate stays as it was: {0}", e.getMessage());
        }
    }

    /** For a server that uses engines; it makes nothing else. */
    public SSLContext context() {
        return context;
    }

    /** The JDK lets only its providers and those who extend it make one. */
    private static final class Context extends SSLContext {

        private Context(SSLContextSpi engines) {
            super(engines, new Nobody(), "TLS");
        }
    }

    private static final class Nobody extends Provider {

        private static final long serialVersionUID = 1;

        private Nobody() {
            super("dcms", "1", "");
        }
    }

    /** Makes the engines of the context that was read last. */
    private final class Newest extends SSLContextSpi {

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return new QuietEngine(newest.createSSLEngine());
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return new QuietEngine(newest.createSSLEngine(host, port));
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return newest.getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return newest.getSupportedSSLParameters();
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return newest.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return newest.getClientSessionContext();
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) throws KeyManagementException {
            throw new KeyManagementException("is made of files");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            throw new UnsupportedOperationException("makes engines only");
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            throw new UnsupportedOperationException("makes engines only");
        }
    }
}
