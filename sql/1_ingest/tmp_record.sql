-- Title: one delivered row with the record id it has or would have had
-- Creates: tmp_record
-- Reads: tmp_keyed, tmp_repeat
-- Variables: none

-- A key that itself ends like a repeat (#2) gets its number spelt out even the first time; else two records could meet.
CREATE OR REPLACE VIEW tmp_record AS
SELECT
    keyed.*,
    coalesce(repeated.key_repeat, 1) AS key_repeat,
    coalesce(repeated.copy_n, 1) AS copy_n,
    concat(
        keyed.source,
        ':',
        keyed.source_key,
        CASE
            WHEN coalesce(repeated.key_repeat, 1) > 1 OR regexp_matches(keyed.source_key, '#[0-9]+$')
                THEN concat('#', cast(coalesce(repeated.key_repeat, 1) AS VARCHAR))
            ELSE ''
        END
    ) AS record_id
FROM tmp_keyed AS keyed
LEFT JOIN tmp_repeat AS repeated USING (source, file, line);
