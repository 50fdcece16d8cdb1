/**
 * The agents of one store know of one another: each announces itself in the store's register, and passes on what somebody asks of
 * another one through it.
 *
 * <p>RATIONALE
 *
 * <p><b>The store's clock.</b> How long an agent has been silent is told by the store: the clocks of two hundred machines differ, and one
 * that is five minutes slow would look gone.
 *
 * <p><b>What the register says is not trusted.</b> Whoever can write into the database can put any address there. So it must be an
 * address and nothing more, loopback is called by nobody but an agent that was itself told to be there (any user of the machine can
 * listen on a loopback port), who answers must say that it is the host that was meant, what is
 * shown to it is of use with that host alone ({@link io.dcms.runtime.access.FleetToken}), and with {@code -fleet_ca} nobody is shown
 * anything who has no certificate of that authority for the name in the address.
 *
 * <p><b>A token of its own.</b> An agent that passes a call on shows a token with the role {@code fleet} and says for whom it calls and
 * what that one may do: so the other's audit names the person, and who may only look at the one agent may only look at the other.
 */
package io.dcms.runtime.fleet;
