-- Title: one group of a household that is no family of its own, with the group it joins
-- Creates: tmp_ruta_target
-- Reads: tmp_ruta_group
-- Variables: none
--
-- Groups of a household are ranked: those with a KK first, then with a head, then by size. A group joins a better one
--   1. when its KK is one slip from that one's KK, unless both have heads who live at different addresses,
--   2. when it has no head or no KK and lives at that one's address,
--   3. when it is a single member without KK and without an address of its own family: then the best group takes it.
-- A group with another KK and a head is a family; so is one without a head that lives elsewhere.
CREATE OR REPLACE TABLE tmp_ruta_target AS
WITH ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY family_id ORDER BY kk_digits IS NULL, head_n = 0, member_n DESC, group_key
        ) AS group_rank
    FROM tmp_ruta_group
),

offer AS (
    SELECT
        small.family_id,
        small.group_key,
        better.group_key AS target_key,
        better.group_rank AS target_rank,
        CASE
            WHEN
                numbers_near(small.kk_digits, better.kk_digits)
                AND NOT (small.head_n > 0 AND better.head_n > 0 AND small.address_key <> better.address_key)
                THEN 1
            WHEN (small.head_n = 0 OR small.kk_digits IS NULL) AND small.address_key = better.address_key THEN 2
            WHEN small.kk_digits IS NULL AND small.head_n = 0 AND small.member_n = 1 THEN 3
        END AS reason
    FROM ranked AS small
    INNER JOIN ranked AS better ON small.family_id = better.family_id AND better.group_rank < small.group_rank
)

SELECT
    family_id,
    group_key,
    target_key,
    reason
FROM offer
WHERE reason IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY family_id, group_key ORDER BY reason, target_rank) = 1;
