-- Title: one pair of records to be scored as members: of two family units that may be one family, or of one unit
-- Creates: tmp_context_pair
-- Reads: tmp_context_unit, link_record
-- Variables: none
--
-- Most members of one family are plainly not each other: only pairs that agree in something are worth scoring. Column names
-- are those in which Splink takes pairs it did not block. What most often settles it is asked first.

CREATE TABLE tmp_context_pair AS
WITH member AS (
  SELECT
    record_id,
    unit_id,
    tahun,
    tgl,
    nik_12,
    fon_depan,
    fon_langka,
    nama_rapat
  FROM link_record
  WHERE unit_id IS NOT NULL
),

beside AS (
  SELECT
    l.record_id AS record_id_l,
    r.record_id AS record_id_r,
    l.tahun AS tahun_l,
    r.tahun AS tahun_r,
    l.tgl AS tgl_l,
    r.tgl AS tgl_r,
    l.nik_12 AS nik_12_l,
    r.nik_12 AS nik_12_r,
    l.fon_depan AS fon_depan_l,
    r.fon_depan AS fon_depan_r,
    l.fon_langka AS fon_langka_l,
    r.fon_langka AS fon_langka_r,
    l.nama_rapat AS nama_rapat_l,
    r.nama_rapat AS nama_rapat_r
  FROM tmp_context_unit AS t
  INNER JOIN member AS l ON t.unit_id_l = l.unit_id
  INNER JOIN member AS r ON t.unit_id_r = r.unit_id
  WHERE t.unit_id_l <> t.unit_id_r
  UNION ALL
  SELECT
    l.record_id AS record_id_l,
    r.record_id AS record_id_r,
    l.tahun AS tahun_l,
    r.tahun AS tahun_r,
    l.tgl AS tgl_l,
    r.tgl AS tgl_r,
    l.nik_12 AS nik_12_l,
    r.nik_12 AS nik_12_r,
    l.fon_depan AS fon_depan_l,
    r.fon_depan AS fon_depan_r,
    l.fon_langka AS fon_langka_l,
    r.fon_langka AS fon_langka_r,
    l.nama_rapat AS nama_rapat_l,
    r.nama_rapat AS nama_rapat_r
  FROM member AS l
  INNER JOIN member AS r ON l.unit_id = r.unit_id
  WHERE l.record_id < r.record_id AND l.unit_id IN (SELECT unit_id_l FROM tmp_context_unit WHERE unit_id_l = unit_id_r)
)

SELECT
  least(record_id_l, record_id_r) AS join_key_l,
  greatest(record_id_l, record_id_r) AS join_key_r,
  '0' AS match_key
FROM beside
WHERE
  abs(tahun_l - tahun_r) <= 1
  OR (tahun_l IS NULL AND tahun_r IS NULL)
  OR fon_langka_l = fon_langka_r
  OR fon_depan_l = fon_depan_r
  OR tgl_l = tgl_r
  OR nik_12_l = nik_12_r
  OR starts_with(nama_rapat_l, nama_rapat_r)
  OR starts_with(nama_rapat_r, nama_rapat_l);
