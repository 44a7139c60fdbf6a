-- Title: one row of counts: pairs of different people whose NIK agree in one way or another
-- Creates: tmp_nik_agreement
-- Reads: link_record
-- Variables: none
--
-- Different people are told by their names and birth years both differing: without labels that is the safest sign.
-- on_one_day_n counts pairs of NIK holders of one kecamatan, sex and stated birth date with unlike names: where the date and
-- the place have been counted, a NIK may not count them again. near_on_one_day_n counts those among
-- them whose NIK differ by one edit before the serial, serial_on_one_day_n and
-- far_serial_on_one_day_n those that differ only in the serial, by less than ten or more.

CREATE TABLE tmp_nik_agreement AS
WITH bearer AS (
  SELECT
    nik_digits,
    nik_12,
    nik_15,
    nik_16,
    nik_tanpa_7,
    nik_serial,
    nik_usable,
    fon_langka,
    fon_depan,
    kunci_kec_lahir,
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

one_day AS (
  SELECT
    count(*) AS on_one_day_n,
    count(*) FILTER (
      WHERE a.nik_12 <> b.nik_12 AND a.nik_tanpa_7 <> b.nik_tanpa_7 AND within_one_edit(a.nik_digits, b.nik_digits)
    ) AS near_on_one_day_n,
    count(*) FILTER (
      WHERE a.nik_12 = b.nik_12 AND abs(a.nik_serial - b.nik_serial) < 10
    ) AS serial_on_one_day_n,
    count(*) FILTER (
      WHERE a.nik_12 = b.nik_12 AND abs(a.nik_serial - b.nik_serial) >= 10
    ) AS far_serial_on_one_day_n
  FROM bearer AS a
  INNER JOIN bearer AS b ON a.kunci_kec_lahir = b.kunci_kec_lahir
  WHERE a.nik_digits < b.nik_digits AND a.fon_langka <> b.fon_langka AND a.fon_depan <> b.fon_depan
)

SELECT
  (SELECT count(*) FROM link_record) AS record_n,
  (SELECT count(*) FROM same_nik WHERE usable) AS usable_distinct_n,
  (SELECT count(*) FROM same_nik WHERE NOT usable) AS shared_n,
  lost_digit.same_15_n,
  one_day.on_one_day_n,
  one_day.near_on_one_day_n,
  one_day.serial_on_one_day_n,
  one_day.far_serial_on_one_day_n
FROM lost_digit
CROSS JOIN one_day;
