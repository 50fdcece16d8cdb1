/**
 * The filter that jobs have had all along: {@code fatal|failed|error} in {@code msg_filter} means that none of these may
 * stand in a run's output, whatever their case.
 *
 * <p>All keywords become one table (Aho-Corasick, every transition worked out beforehand), so that a byte of output costs one
 * look-up however many keywords there are. All that a scan remembers is the row it stands in: chunks may be cut anywhere,
 * lines may be of any length, and nothing is allocated before there is a hit.
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
 * <li><b>No escape for {@code |}.</b> There was none before, and expressions exist that contain backslashes.
 * </ul>
 */
package io.dcms.filter.keyword;
