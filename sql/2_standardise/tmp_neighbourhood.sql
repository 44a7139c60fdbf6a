-- Title: one distinct combination of RT, RW and hamlet as delivered, read
-- Creates: tmp_neighbourhood
-- Reads: raw_person
-- Variables: none
CREATE OR REPLACE TABLE tmp_neighbourhood AS
WITH delivered AS (
    SELECT DISTINCT
        rt AS rt_raw,
        rw AS rw_raw,
        dusun AS dusun_raw
    FROM raw_person
    WHERE rt IS NOT NULL OR rw IS NOT NULL OR dusun IS NOT NULL
)

SELECT
    rt_raw,
    rw_raw,
    dusun_raw,
    three_digits(rt_raw) AS rt,
    three_digits(rw_raw) AS rw,
    addr_hamlet(addr_rest(addr_text(dusun_raw))) AS dusun
FROM delivered;
