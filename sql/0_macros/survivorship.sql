-- Title: Scores and keys that survivorship compares offers by
-- Creates: macro own_score, macro hash_sign, macro standing_no, macro offer_key
-- Reads: nothing
-- Variables: none
--
-- The rules of a field in one number: each measure times the weight of its place among the rules, so that the first rule
-- outweighs all after it (consolidate/rules.py gives the weights and how far each measure reaches). configs/survivorship.toml says what
-- each rule means. A key adds the standing of the record, the smaller record_no the better: no two keys of a field are equal.

CREATE OR REPLACE MACRO own_score(
    flagged, padan, trust, recency, fineness, weight_unflagged, weight_padan, weight_trust, weight_recent, weight_precise
) AS
    weight_unflagged * (1 - flagged)
    + weight_padan * padan
    + weight_trust * trust
    + weight_recent * least(greatest(recency, 0), 131071)
    + weight_precise * fineness;

CREATE OR REPLACE MACRO hash_sign(hash_text, n) AS CAST(ascii(substr(hash_text, n, 1)) - 48 AS BIGINT);

-- Nine bits for the place, four signs of a hash in hexadecimals at six bits each (48 is the sign 0), thirty for the record's own
-- number: below 2 to the 63rd, and no two records share one as long as there are fewer than a thousand million.
CREATE OR REPLACE MACRO standing_no(place, hash_text, own_no) AS
    least(place, 511) * 18014398509481984
    + hash_sign(hash_text, 1) * 281474976710656
    + hash_sign(hash_text, 2) * 4398046511104
    + hash_sign(hash_text, 3) * 68719476736
    + hash_sign(hash_text, 4) * 1073741824
    + own_no;

CREATE OR REPLACE MACRO offer_key(score, record_no) AS
    CAST(score AS HUGEINT) * 9223372036854775808 + (9223372036854775807 - record_no);
