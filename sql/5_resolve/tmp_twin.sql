-- Title: one pair of records that are twins, or look so much like twins that only a person may join them
-- Creates: tmp_twin
-- Reads: link_record
-- Variables: none
--
-- Same first twelve digits, same stated birth date, next serials, another name: SIAK numbers the births of one day in order,
-- so twins bear consecutive serials and rhyming names. A mistyped serial is rarely the next one, and a name shortened
-- to its first letters (DAUD M, DAUD MAULANA) is no other name.

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
  AND abs(l.nik_serial - r.nik_serial) BETWEEN 1 AND 3
  AND l.nama_urut <> r.nama_urut
  AND array_length(list_filter(
    l.nama_tokens,
    lambda t: NOT list_contains(list_transform(r.nama_tokens, lambda u: starts_with(u, t)), TRUE)
  )) > 0
  AND array_length(list_filter(
    r.nama_tokens,
    lambda t: NOT list_contains(list_transform(l.nama_tokens, lambda u: starts_with(u, t)), TRUE)
  )) > 0;
