-- Title: one distinct address text, taken apart
-- Creates: std_address
-- Reads: raw_person, earlier_std_address
-- Variables: none
--
-- What an address is read as follows from its text alone: one that an earlier build of this program has read is taken over.
CREATE OR REPLACE TABLE std_address AS
WITH delivered AS (
    SELECT DISTINCT alamat
    FROM raw_person
    WHERE alamat IS NOT NULL
),

spelt AS (
    SELECT
        delivered.alamat,
        addr_text(delivered.alamat) AS address_text
    FROM delivered
    ANTI JOIN earlier_std_address AS known ON delivered.alamat = known.alamat
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
FROM rest
UNION ALL
SELECT
    known.alamat,
    jalan,
    nomor,
    blok,
    rt,
    rw,
    dusun
FROM earlier_std_address AS known
SEMI JOIN delivered ON known.alamat = delivered.alamat;
