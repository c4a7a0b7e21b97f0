-- The highest edition number that was taken out again. Browsers keep tiles for a year by it, and a running server keeps
-- tiles and grids by it, so it must never name another coverage.
CREATE SEQUENCE edition_numbers;
