-- Title: one pair of records that are twins, or look so much like twins that only a person may join them
-- Creates: tmp_twin
-- Reads: link_record
-- Variables: none
--
-- Same first twelve digits, same stated birth date, another serial, another name: SIAK numbers the births of one day in
-- order, so twins bear consecutive serials and rhyming names. A mistyped serial with the very same name is no twin.

CREATE TABLE tmp_twin AS
SELECT
  l.record_id AS record_id_l,
  r.record_id AS record_id_r
FROM link_record AS l
INNER JOIN link_record AS r ON l.nik_12 = r.nik_12 AND l.tgl = r.tgl
WHERE
  l.record_id < r.record_id
  AND l.nik_usable
  AND r.nik_usable
  AND l.nik <> r.nik
  AND l.nama_urut <> r.nama_urut;
