-- Title: one distinct address text, taken apart
-- Creates: tmp_address
-- Reads: raw_person
-- Variables: none
CREATE OR REPLACE TABLE tmp_address AS
WITH delivered AS (
    SELECT DISTINCT alamat
    FROM raw_person
    WHERE alamat IS NOT NULL
),

spelt AS (
    SELECT
        alamat,
        addr_text(alamat) AS address_text
    FROM delivered
),

rest AS (
    SELECT
        *,
        addr_rest(address_text) AS rest_text,
        addr_rt_text(address_text) AS rt_text,
        addr_rw_text(address_text) AS rw_text
    FROM spelt
)

SELECT
    alamat,
    addr_street(rest_text) AS jalan,
    addr_number(address_text) AS nomor,
    addr_block(address_text) AS blok,
    three_digits(rt_text) AS rt,
    three_digits(rw_text) AS rw,
    addr_hamlet(rest_text) AS dusun
FROM rest;
