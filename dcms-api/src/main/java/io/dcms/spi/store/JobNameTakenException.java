package io.dcms.spi.store;

/** Another job of the store has this name already. */
public final class JobNameTakenException extends Exception {

    /**
     * @param name  the name that two jobs would have
     * @param other the id of the job that has it
     */
    public JobNameTakenException(String name, long other) {
        super("name: \"" + name + "\" is the name of job " + other + ": give another");
    }
}
