package postgres

// SearchInWindows has the store look for words in windows of time alone, however
// few articles there are.
func (s *Store) SearchInWindows() { s.fewSearched = 0 }
