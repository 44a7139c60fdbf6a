-- Title: one pair of records to be scored as members: of two family units that may be one family, or of one unit
-- Creates: tmp_context_pair
-- Reads: tmp_context_unit, link_record
-- Variables: none
--
-- Most members of one family are plainly not each other: only pairs that agree in something are worth scoring. Column names
-- are those in which Splink takes pairs it did not block.

CREATE TABLE tmp_context_pair AS
SELECT
  least(l.record_id, r.record_id) AS join_key_l,
  greatest(l.record_id, r.record_id) AS join_key_r,
  '0' AS match_key
FROM tmp_context_unit AS t
INNER JOIN link_record AS l ON t.unit_id_l = l.unit_id
INNER JOIN link_record AS r ON t.unit_id_r = r.unit_id
WHERE
  (t.unit_id_l <> t.unit_id_r OR l.record_id < r.record_id)
  AND (
    l.fon_langka = r.fon_langka
    OR l.fon_depan = r.fon_depan
    OR l.tgl = r.tgl
    OR l.nik_12 = r.nik_12
    OR abs(l.tahun - r.tahun) <= 1
    OR starts_with(l.nama_rapat, r.nama_rapat)
    OR starts_with(r.nama_rapat, l.nama_rapat)
    OR (l.tahun IS NULL AND r.tahun IS NULL)
  );
