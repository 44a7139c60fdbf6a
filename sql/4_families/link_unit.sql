-- Title: one family unit as the family model sees it: members as person clusters, KK, head, place
-- Creates: link_unit
-- Reads: tmp_scored_family, tmp_unit_member
-- Variables: none
--
-- peran holds a number for each member in each role class: the cluster's own, times ten, and the class.

CREATE TABLE link_unit AS
WITH member AS (
  SELECT
    unit_id,
    list_sort(list_distinct(list(cluster_id))) AS anggota,
    list_sort(list(cluster_id * 10 + peran)) AS peran,
    min(CASE WHEN heads = 1 THEN cluster_id END) AS kepala
  FROM tmp_unit_member
  GROUP BY unit_id
)

SELECT
  f.unit_id,
  f.source,
  f.unit_type,
  f.no_kk,
  m.anggota,
  m.peran,
  CAST(array_length(m.anggota) AS INTEGER) AS anggota_n,
  m.kepala,
  f.rt,
  f.rw,
  f.kode_desa,
  f.kode_kec,
  f.kode_kab
FROM tmp_scored_family AS f
INNER JOIN member AS m ON f.unit_id = m.unit_id;
