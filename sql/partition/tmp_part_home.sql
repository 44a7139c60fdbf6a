-- Title: one record and the province it is linked in: the one that has most of what is tied to it
-- Creates: tmp_part_home
-- Reads: link_record, tmp_part_component
-- Variables: none
--
-- kode_prov is empty where no record of those tied has a place.

CREATE OR REPLACE TABLE tmp_part_home AS
WITH placed AS (
    SELECT
        link_record.record_id,
        link_record.record_no,
        link_record.unit_id,
        left(link_record.kode_kab, 2) AS kode_prov,
        coalesce(tied.component, link_record.record_no) AS component
    FROM link_record
    LEFT JOIN tmp_part_component AS tied ON link_record.record_no = tied.number
),

counted AS (
    SELECT
        component,
        kode_prov,
        count(*) AS record_n
    FROM placed
    WHERE kode_prov IS NOT NULL
    GROUP BY component, kode_prov
),

home AS (
    SELECT
        component,
        arg_max(kode_prov, record_n * 100 - CAST(kode_prov AS INTEGER)) AS kode_prov
    FROM counted
    GROUP BY component
)

SELECT
    placed.record_id,
    placed.record_no,
    placed.unit_id,
    placed.component,
    coalesce(home.kode_prov, '') AS kode_prov
FROM placed
LEFT JOIN home ON placed.component = home.component;
