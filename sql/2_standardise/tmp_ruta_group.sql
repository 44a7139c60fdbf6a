-- Title: one group of members of a household that bear one KK, or no KK and one address
-- Creates: tmp_ruta_group
-- Reads: tmp_member
-- Variables: none
CREATE OR REPLACE TABLE tmp_ruta_group AS
WITH address_count AS (
    SELECT
        family_id,
        group_key,
        address_key,
        count(*) AS n
    FROM tmp_member
    GROUP BY ALL
),

address AS (
    SELECT
        family_id,
        group_key,
        min_by(address_key, (-n, address_key)) AS address_key
    FROM address_count
    GROUP BY family_id, group_key
)

SELECT
    member.family_id,
    member.group_key,
    max(member.kk_digits) AS kk_digits,
    address.address_key,
    count(*) AS member_n,
    count(*) FILTER (WHERE member.is_head) AS head_n
FROM tmp_member AS member
INNER JOIN address ON member.family_id = address.family_id AND member.group_key = address.group_key
GROUP BY member.family_id, member.group_key, address.address_key;
