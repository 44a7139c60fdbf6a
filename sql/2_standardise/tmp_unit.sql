-- Title: one record of a household with the family unit it belongs to, where that is not the household's first
-- Creates: tmp_unit
-- Reads: tmp_member, tmp_ruta_group, tmp_ruta_target
-- Variables: none
--
-- A household is as many units as it has groups that join no other; what a group joins may itself join a better one, four times at
-- most, which no household of people reaches. All other units are families as delivered and bear their ids (tmp_record).
CREATE OR REPLACE TABLE tmp_unit AS
WITH root AS (
    SELECT
        grp.family_id,
        grp.group_key,
        coalesce(t4.target_key, t3.target_key, t2.target_key, t1.target_key, grp.group_key) AS root_key
    FROM tmp_ruta_group AS grp
    LEFT JOIN tmp_ruta_target AS t1 ON grp.family_id = t1.family_id AND grp.group_key = t1.group_key
    LEFT JOIN tmp_ruta_target AS t2 ON t1.family_id = t2.family_id AND t1.target_key = t2.group_key
    LEFT JOIN tmp_ruta_target AS t3 ON t2.family_id = t3.family_id AND t2.target_key = t3.group_key
    LEFT JOIN tmp_ruta_target AS t4 ON t3.family_id = t4.family_id AND t3.target_key = t4.group_key
),

unit AS (
    SELECT
        root.family_id,
        root.root_key,
        row_number() OVER (
            PARTITION BY root.family_id
            ORDER BY sum(grp.head_n) = 0, sum(grp.member_n) DESC, max(grp.kk_digits) IS NULL, root.root_key
        ) AS unit_no
    FROM root
    INNER JOIN tmp_ruta_group AS grp ON root.family_id = grp.family_id AND root.group_key = grp.group_key
    GROUP BY root.family_id, root.root_key
)

SELECT
    tmp_member.record_id,
    tmp_member.family_id || '/' || CAST(unit.unit_no AS VARCHAR) AS unit_id
FROM unit
INNER JOIN root ON unit.family_id = root.family_id AND unit.root_key = root.root_key
INNER JOIN tmp_member ON root.family_id = tmp_member.family_id AND root.group_key = tmp_member.group_key
WHERE unit.unit_no > 1;
