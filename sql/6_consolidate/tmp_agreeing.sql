-- Title: One record's name in a person whose names differ, with how many of the person's other records agree with it
-- Creates: tmp_agreeing
-- Reads: tmp_claim_person
-- Variables: none
--
-- Two names agree when they are alike as a whole or share at least half of the shorter one's tokens. A nickname or another
-- person's name agrees with nothing and so cannot win by being long.

CREATE OR REPLACE TABLE tmp_agreeing AS
WITH spelling AS (
    SELECT
        entity_no,
        record_no,
        value AS name,
        string_split(value, ' ') AS tokens
    FROM tmp_claim_person
    WHERE field = 'nama'
),

pair AS (
    SELECT
        this.record_no,
        this.name = other.name
        OR jaro_winkler_similarity(this.name, other.name) >= 0.9
        OR array_length(list_filter(this.tokens, lambda token: list_contains(other.tokens, token))) * 2
        >= least(array_length(this.tokens), array_length(other.tokens)) AS agrees
    FROM spelling AS this
    INNER JOIN spelling AS other ON this.entity_no = other.entity_no AND this.record_no <> other.record_no
)

SELECT
    'nama' AS field,
    record_no,
    count(*) FILTER (WHERE agrees) AS agreeing_n
FROM pair
GROUP BY record_no;
