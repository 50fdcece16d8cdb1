/**
 * The filter that jobs have had all along: {@code fatal|failed|error} in {@code msg_filter} means that none of these may
 * stand in a run's output, whatever their case.
 *
 * <p>All keywords become one table (Aho-Corasick, every transition worked out beforehand), so that a byte of output costs one
 * look-up however many keywords there are. All that a scan remembers is the row it stands in: chunks may be cut anywhere,
 * lines may be of any length, and nothing is allocated before there is a hit.
 *
 * <p>A scan has three gaits. It <em>skips</em> while no keyword is begun: a {@link io.dcms.filter.keyword.Sieve} tells from a few bytes
 * here and there where one may begin. From there it <em>walks</em> through the table, byte by byte, until it is clear that there
 * is none. Where that happens so often that skipping does not pay, it <em>walks in four places at once</em> for a while. So
 * an output that is made to look like keywords throughout is read at about half the speed of an ordinary one. Keywords of one
 * or two bytes leave nothing to skip: for these it always walks in four places.
 *
 * <h2>RATIONALE</h2>
 * <ul>
 * <li><b>Bytes, not characters.</b> Output may be anything; decoding it would cost more than searching it. Keywords are
 *     searched as UTF-8. Output in another encoding is searched for these same bytes: ASCII keywords are found in GBK output
 *     too, Chinese ones are not.
 * <li><b>Case.</b> Two characters are the same if {@link String#equalsIgnoreCase} says so <em>and</em> both take the same number
 *     of bytes in UTF-8. So {@code Ä} finds {@code ä}, {@code Σ} finds {@code σ} and {@code ς}, and {@code ı} and {@code İ} count
 *     as one; but {@code ß} finds neither {@code ss} nor {@code ẞ}, and the Kelvin sign is no {@code k}. Equal lengths mean
 *     that a hit's beginning follows from its end, and that ASCII keywords match ASCII alone. Accents that are separate
 *     characters are not the same as letters that have them built in.
 * <li><b>Which hit.</b> The one that ends first, for that is known as soon as it is read. Of several that end at one byte it is the
 *     longest, for that says most; of the same keyword written twice it is the first in the expression.
 * <li><b>Why three gaits.</b> Each step of a walk waits for the one before, a third of a GB a second. Looks into the sieve wait
 *     for nothing, and with keywords of five letters one look does for three bytes; but a false alarm costs as much as a few
 *     dozen looks, and whoever prints half of each keyword all day must not hold up the filters of all other runs.
 * <li><b>Memory.</b> The table lives as long as the job: 1 KB for three words, 4 MiB at most. The sieve, 64 KiB at most, is made for
 *     the first run and may go when memory is short. A scan has a few numbers.
 * <li><b>No escape for {@code |}.</b> There was none before, and expressions exist that contain backslashes.
 * </ul>
 */
package io.dcms.filter.keyword;
