/**
 * Who may ask the agent what: tokens and their roles, sessions of browsers, under which names the agent answers, and the record of
 * who did what. Knows nothing of HTTP; {@link io.dcms.runtime.rest} asks it about each call.
 *
 * <p>RATIONALE
 *
 * <p><b>Without a token file everybody on this machine is in control</b>, as with the Go agent: the agent listens on loopback then, or
 * somebody has said {@code -insecure}. With one nobody is let in without a token, on loopback neither: there is no way to have no
 * token by mistake.
 *
 * <p><b>Tokens are compared by their SHA-256</b>, all of them for each call and each in constant time: how long it takes tells nothing
 * of a token, nor which one was nearly right. A slow hash would add nothing, as tokens are random and long; short ones are refused.
 *
 * <p><b>What agents show one another</b> is made of the token and the name of the host that is meant: whoever is called, be it by a forged
 * entry in the database, learns nothing that lets him in anywhere else.
 *
 * <p><b>Names.</b> A page of {@code evil.example} can make a browser believe that its own name is the address of an agent, and then ask
 * it as if it were its own server. Such a call carries the name in {@code Host}, so calls without a token are answered only under
 * addresses, {@code localhost} and names that are the agent's. Who shows a token in a header is no such page.
 */
package io.dcms.runtime.access;
