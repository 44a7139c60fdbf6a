-- Title: one pair of units that share a person, with how many they share and whether their KK agree
-- Creates: tmp_shared_member
-- Reads: link_unit, tmp_unit_member
-- Variables: none
--
-- roles is 0 where the two units know none of the shared persons in the same role class.
-- KK are compared only inside one kecamatan: a family that moves to another gets a new number.

CREATE TABLE tmp_shared_member AS
WITH holding AS (
  SELECT
    unit_id,
    cluster_id,
    CAST(sum(power(2, peran)) AS INTEGER) AS roles
  FROM tmp_unit_member
  GROUP BY unit_id, cluster_id
),

shared AS (
  SELECT
    l.unit_id AS unit_id_l,
    r.unit_id AS unit_id_r,
    count(*) AS shared_n,
    max(l.roles & r.roles) AS roles
  FROM holding AS l
  INNER JOIN holding AS r ON l.cluster_id = r.cluster_id
  WHERE l.unit_id < r.unit_id
  GROUP BY l.unit_id, r.unit_id
)

SELECT
  s.unit_id_l,
  s.unit_id_r,
  CAST(s.shared_n AS INTEGER) AS shared_n,
  least(l.anggota_n, r.anggota_n) AS smaller_n,
  CASE
    WHEN s.shared_n >= 3 THEN 'anggota_3'
    WHEN s.shared_n = 2 AND least(l.anggota_n, r.anggota_n) = 2 THEN 'anggota_2_semua'
    WHEN s.shared_n = 2 THEN 'anggota_2'
    WHEN s.roles = 0 THEN 'anggota_1_peran_lain'
    WHEN greatest(l.anggota_n, r.anggota_n) = 1 THEN 'anggota_1_tunggal'
    WHEN least(l.anggota_n, r.anggota_n) = 1 THEN 'anggota_1_semua'
    ELSE 'anggota_1'
  END AS level,
  CASE WHEN l.kode_kec = r.kode_kec THEN l.no_kk = r.no_kk END AS kk_same
FROM shared AS s
INNER JOIN link_unit AS l ON s.unit_id_l = l.unit_id
INNER JOIN link_unit AS r ON s.unit_id_r = r.unit_id;
