-- Title: one row of counts: pairs of different people whose NIK agree in one way or another
-- Creates: tmp_nik_agreement
-- Reads: link_record
-- Variables: none
--
-- Different people are told by their names and birth years both differing: without labels that is the safest sign.
-- on_one_day_n counts pairs of NIK holders with one stated birth date and unlike names; near_on_one_day_n those among
-- them whose NIK differ by one edit before the serial, serial_on_one_day_n those that differ only in the serial.

CREATE TABLE tmp_nik_agreement AS
WITH bearer AS (
  SELECT
    nik_digits,
    nik_12,
    nik_15,
    nik_16,
    nik_usable,
    fon_langka,
    fon_depan,
    tgl,
    tahun
  FROM link_record
  WHERE nik_digits IS NOT NULL
),

same_nik AS (
  SELECT
    a.nik_usable AND b.nik_usable AS usable
  FROM bearer AS a
  INNER JOIN link_record AS b ON a.nik_digits = b.nik_digits
  WHERE a.fon_langka < b.fon_langka AND a.fon_depan <> b.fon_depan AND abs(a.tahun - b.tahun) > 1
),

lost_digit AS (
  SELECT count(*) AS same_15_n
  FROM bearer AS a
  INNER JOIN bearer AS b ON a.nik_15 = b.nik_15
  WHERE a.nik_16 = '0' AND b.nik_16 <> '0' AND a.fon_langka <> b.fon_langka AND a.fon_depan <> b.fon_depan
),

sample AS (
  SELECT
    nik_digits,
    nik_12,
    fon_langka,
    fon_depan,
    tgl
  FROM bearer
  WHERE tgl IN (
    SELECT tgl
    FROM bearer
    WHERE tgl IS NOT NULL
    GROUP BY tgl
    HAVING count(*) BETWEEN 2 AND 200
    ORDER BY md5(tgl)
    LIMIT 5000
  )
),

one_day AS (
  SELECT
    count(*) AS on_one_day_n,
    count(*) FILTER (
      WHERE a.nik_12 <> b.nik_12 AND damerau_levenshtein(a.nik_digits, b.nik_digits) <= 1
    ) AS near_on_one_day_n,
    count(*) FILTER (WHERE a.nik_12 = b.nik_12) AS serial_on_one_day_n
  FROM sample AS a
  INNER JOIN sample AS b ON a.tgl = b.tgl
  WHERE a.nik_digits < b.nik_digits AND a.fon_langka <> b.fon_langka AND a.fon_depan <> b.fon_depan
)

SELECT
  (SELECT count(*) FROM link_record) AS record_n,
  (SELECT count(*) FROM same_nik WHERE usable) AS usable_distinct_n,
  (SELECT count(*) FROM same_nik WHERE NOT usable) AS shared_n,
  lost_digit.same_15_n,
  one_day.on_one_day_n,
  one_day.near_on_one_day_n,
  one_day.serial_on_one_day_n
FROM lost_digit
CROSS JOIN one_day;
