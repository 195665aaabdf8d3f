package intake

import (
	"testing"
	"time"

	"storywire/internal/news"
)

func TestReadShot(t *testing.T) {
	t.Parallel()
	published := time.Date(2025, 9, 10, 8, 0, 0, 0, time.UTC)
	for caption, want := range map[string]news.Date{
		"The harbour of Port Ellery. File photo, Sept. 3, 2025":                "2025-09-03",
		"Maud Lister speaks at the yard on Sept. 3":                            "2025-09-03",
		"Maud Lister speaks in Port Ellery, Wednesday, Sept. 3, 2025.":         "2025-09-03",
		"Der Hafen von Grünau. Archivfoto, 3. September 2025":                  "2025-09-03",
		"Der Hafen von Grünau, aufgenommen am 3. März 2024 von der Mole":       "2024-03-03",
		"Archivbild vom 3. Mai 2025: der Hafen":                                "2025-05-03",
		"Bürgermeisterin Doris Kahl am Mittwoch, den 3. September, im Rathaus": "2025-09-03",
		"Le port de Vermeil, le 3 septembre 2025.":                             "2025-09-03",
		"Photo d’archives du port de Vermeil prise le 1er août 2025":           "2025-08-01",
		"Vue du port de Vermeil, mercredi 3 septembre 2025":                    "2025-09-03",
		"El puerto de Villarriba, el 3 de septiembre de 2025":                  "2025-09-03",
		"Foto de archivo del puerto tomada el 12 de agosto de 2024":            "2024-08-12",
		"3 सितंबर 2025 को ली गई बंदरगाह की तस्वीर":                             "2025-09-03",
		"बंदरगाह (फ़ाइल फोटो, ३ सितंबर २०२५)":                                  "2025-09-03",
		"The harbour opens again on Nov. 3, 2025":                              "",
		"Der Hafen wurde 1950 gebaut":                                          "",
		"The harbour in 2024":                                                  "",
		"The harbour, 3/4/2025":                                                "",
	} {
		if got := ReadShot(caption, published); got.TakenOn != want {
			t.Errorf("%s: %q, not %q", caption, got.TakenOn, want)
		}
	}
	shot := ReadShot("A test of the ferry's engine, in a photo released on 2 Sept 2025 by the Ellery Line", published)
	if shot.ReleasedOn != "2025-09-02" || shot.ReleasedBy != "Ellery Line" || shot.TakenOn != "" {
		t.Errorf("a picture that was given out: %+v", shot)
	}
}
