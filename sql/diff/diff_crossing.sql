-- Title: one person or family who came into deciles 1 to 4 or left them, and why
-- Creates: diff_crossing
-- Reads: diff_entity, diff_decider, diff_source
-- Variables: none
--
-- The first reason that holds: not in the other release at all; no decile in one of them; another family; then what became of
-- the record that decides the decile. source is the one whose record decides now, or no longer does.

CREATE OR REPLACE TABLE diff_crossing AS
WITH survivor AS (
    SELECT
        entity,
        new_id,
        is_low_new
    FROM diff_entity
    WHERE is_after
),

crossing AS (
    SELECT
        diff_entity.entity,
        diff_entity.old_id,
        diff_entity.new_id,
        CASE WHEN diff_entity.is_low_new THEN 'came' ELSE 'left' END AS direction,
        diff_decider.source_old,
        diff_decider.source_new,
        CASE
            WHEN diff_entity.fate = 'merged' AND survivor.is_low_new THEN 'merged_low'
            WHEN diff_entity.fate <> 'kept' THEN diff_entity.fate
            WHEN diff_entity.desil_old = '-' THEN 'ranked'
            WHEN diff_entity.desil_new = '-' THEN 'unranked'
            WHEN diff_entity.is_family_changed THEN 'other_family'
            WHEN NOT diff_decider.was_there OR diff_decider.is_same_record THEN 'source_data'
            WHEN NOT diff_decider.was_own THEN 'joined'
            WHEN NOT diff_decider.is_still_there THEN 'record_gone'
            WHEN coalesce(diff_source.is_delivered_anew, TRUE) THEN 'source_data'
            ELSE 'other_rule'
        END AS reason
    FROM diff_entity
    INNER JOIN diff_decider
        ON
            diff_entity.entity = diff_decider.entity
            AND diff_entity.old_id IS NOT DISTINCT FROM diff_decider.old_id
            AND diff_entity.new_id IS NOT DISTINCT FROM diff_decider.new_id
    LEFT JOIN survivor ON diff_entity.entity = survivor.entity AND diff_entity.other_id = survivor.new_id
    LEFT JOIN diff_source ON diff_decider.source_new = diff_source.source
    WHERE diff_entity.is_low_old <> diff_entity.is_low_new
)

SELECT
    entity,
    old_id,
    new_id,
    direction,
    reason,
    CASE WHEN reason = 'record_gone' THEN source_old ELSE coalesce(source_new, source_old) END AS source
FROM crossing;
