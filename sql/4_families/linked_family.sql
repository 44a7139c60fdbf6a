-- Title: one family unit that takes part in the linkage: delivered, or carried over from the previous release
-- Creates: linked_family
-- Reads: std_family, carried_family
-- Variables: none

CREATE TABLE linked_family AS
SELECT
  unit_id,
  source,
  unit_type,
  no_kk,
  rt,
  rw,
  kode_desa,
  kode_kec,
  kode_kab
FROM std_family
UNION ALL
SELECT
  unit_id,
  source,
  unit_type,
  no_kk,
  rt,
  rw,
  kode_desa,
  kode_kec,
  kode_kab
FROM carried_family;
