-- Title: one pair of records of one person, and whether their families would have brought them together
-- Creates: est_kin
-- Reads: est_joined, est_listing, est_family, est_family_pair
-- Variables: none
--
-- by_family: in families matched by two members, alike enough to be looked at as one more. A name of one word has no blank.
CREATE OR REPLACE TABLE est_kin AS
WITH housed AS (
    SELECT
        est_joined.record_id_l,
        est_joined.record_id_r,
        est_joined.same_nik,
        coalesce(fl.family_cluster_id = fr.family_cluster_id, FALSE) AS one_family,
        coalesce(fl.family_cluster_id = fr.family_cluster_id AND pair.members_matched_n >= 2, FALSE) AS matched
    FROM est_joined
    LEFT JOIN est_family AS fl ON est_joined.unit_id_l = fl.unit_id
    LEFT JOIN est_family AS fr ON est_joined.unit_id_r = fr.unit_id
    LEFT JOIN est_family_pair AS pair
        ON
            least(est_joined.unit_id_l, est_joined.unit_id_r) = pair.unit_id_l
            AND greatest(est_joined.unit_id_l, est_joined.unit_id_r) = pair.unit_id_r
)

SELECT
    housed.record_id_l,
    housed.record_id_r,
    housed.same_nik,
    housed.one_family,
    one.tgl IS NULL OR two.tgl IS NULL AS no_date,
    NOT coalesce(contains(one.nama_urut, ' '), contains(two.nama_urut, ' '), FALSE)
    OR NOT coalesce(contains(two.nama_urut, ' '), contains(one.nama_urut, ' '), FALSE) AS one_word,
    housed.matched AND (
        coalesce(one.fon_langka = two.fon_langka, FALSE)
        OR coalesce(one.fon_depan = two.fon_depan, FALSE)
        OR coalesce(one.tgl = two.tgl, FALSE)
        OR coalesce(abs(one.tahun - two.tahun) <= 1, FALSE)
        OR coalesce(starts_with(one.nama_rapat, two.nama_rapat), FALSE)
        OR coalesce(starts_with(two.nama_rapat, one.nama_rapat), FALSE)
        OR (one.tahun IS NULL AND two.tahun IS NULL)
    ) AS by_family
FROM housed
INNER JOIN est_listing AS one ON housed.record_id_l = one.record_id
INNER JOIN est_listing AS two ON housed.record_id_r = two.record_id;
