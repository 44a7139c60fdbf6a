-- Title: one stratum: how many pairs nobody looked at stand beside each that was found without the help of a NIK
-- Creates: est_hidden
-- Reads: est_seen
-- Variables: hidden_guess, hidden_most
--
-- Small strata lean on the whole by two pairs; where no pair at all is sure by its NIK, a guess stands in.
CREATE OR REPLACE TABLE est_hidden AS
WITH whole AS (
    SELECT
        (count(*) FILTER (WHERE same_nik AND NOT found) + getvariable('hidden_guess') * 2)
        / (count(*) FILTER (WHERE same_nik) + 2.0) AS share
    FROM est_seen
),

stratum AS (
    SELECT
        stratum,
        count(*) FILTER (WHERE same_nik) AS sure_n,
        count(*) FILTER (WHERE same_nik AND NOT found) AS hidden_n
    FROM est_seen
    GROUP BY stratum
),

smoothed AS (
    SELECT
        stratum.stratum,
        stratum.sure_n,
        stratum.hidden_n,
        least((stratum.hidden_n + 2 * whole.share) / (stratum.sure_n + 2.0), getvariable('hidden_most')) AS share
    FROM stratum
    CROSS JOIN whole
)

SELECT
    stratum,
    sure_n,
    hidden_n,
    round(share / (1 - share), 9) AS hidden_per_pair
FROM smoothed;
