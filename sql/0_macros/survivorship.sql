-- Title: Scores and keys that survivorship compares offers by
-- Creates: macro own_score, macro offer_key, macro key_score, macro key_record_no
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

CREATE OR REPLACE MACRO offer_key(score, record_no) AS
    CAST(score AS HUGEINT) * 10000000000 + (9999999999 - record_no);

CREATE OR REPLACE MACRO key_score(key) AS CAST(key // 10000000000 AS BIGINT);

CREATE OR REPLACE MACRO key_record_no(key) AS CAST(9999999999 - key % 10000000000 AS BIGINT);
