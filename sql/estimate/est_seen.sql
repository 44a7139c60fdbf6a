-- Title: one pair of records of one person, and whether it would have been looked at had there been no NIK
-- Creates: est_seen
-- Reads: est_joined, est_met, link_record, link_family, link_family_pair
-- Variables: none
--
-- Hide and seek: pairs that are sure by their NIK have the NIK hidden; the share that no other blocking rule, no matched
-- family and no third record would have brought together is the share of pairs without a NIK that nobody ever looked at.
-- stratum: what the chance of being looked at depends on most.
CREATE OR REPLACE TABLE est_seen AS
WITH direct AS (
    SELECT
        est_joined.record_id_l,
        est_joined.record_id_r,
        est_joined.same_nik,
        coalesce(fl.family_cluster_id = fr.family_cluster_id, FALSE) AS one_family,
        one.tgl IS NULL OR two.tgl IS NULL AS no_date,
        coalesce(least(array_length(one.nama_tokens), array_length(two.nama_tokens)), 0) < 2 AS one_word,
        est_met.record_id_l IS NOT NULL
        OR (
            coalesce(fl.family_cluster_id = fr.family_cluster_id AND pair.members_matched_n >= 2, FALSE)
            AND (
                coalesce(one.fon_langka = two.fon_langka, FALSE)
                OR coalesce(one.fon_depan = two.fon_depan, FALSE)
                OR coalesce(one.tgl = two.tgl, FALSE)
                OR coalesce(abs(one.tahun - two.tahun) <= 1, FALSE)
                OR coalesce(starts_with(one.nama_rapat, two.nama_rapat), FALSE)
                OR coalesce(starts_with(two.nama_rapat, one.nama_rapat), FALSE)
                OR (one.tahun IS NULL AND two.tahun IS NULL)
            )
        ) AS found
    FROM est_joined
    INNER JOIN link_record AS one ON est_joined.record_id_l = one.record_id
    INNER JOIN link_record AS two ON est_joined.record_id_r = two.record_id
    LEFT JOIN est_met ON est_joined.record_id_l = est_met.record_id_l AND est_joined.record_id_r = est_met.record_id_r
    LEFT JOIN link_family AS fl ON one.unit_id = fl.unit_id
    LEFT JOIN link_family AS fr ON two.unit_id = fr.unit_id
    LEFT JOIN link_family_pair AS pair
        ON least(one.unit_id, two.unit_id) = pair.unit_id_l AND greatest(one.unit_id, two.unit_id) = pair.unit_id_r
),

tie AS (
    SELECT record_id_l AS record_id, record_id_r AS other_id FROM direct WHERE found
    UNION ALL
    SELECT record_id_r AS record_id, record_id_l AS other_id FROM direct WHERE found
),

over_third AS (
    SELECT DISTINCT
        direct.record_id_l,
        direct.record_id_r
    FROM direct
    INNER JOIN tie AS one ON direct.record_id_l = one.record_id
    INNER JOIN tie AS two ON one.other_id = two.record_id AND direct.record_id_r = two.other_id
    WHERE NOT direct.found
)

SELECT
    direct.record_id_l,
    direct.record_id_r,
    direct.same_nik,
    direct.one_family,
    CASE WHEN direct.one_family THEN 'one family' ELSE 'two families' END
    || CASE WHEN direct.no_date THEN ', no date' ELSE '' END
    || CASE WHEN direct.one_word THEN ', one word' ELSE '' END AS stratum,
    direct.found OR over_third.record_id_l IS NOT NULL AS found
FROM direct
LEFT JOIN over_third ON direct.record_id_l = over_third.record_id_l AND direct.record_id_r = over_third.record_id_r;
