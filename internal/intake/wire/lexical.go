package wire

// lexical is a story as Ghost's present editor keeps it: a tree of nodes that
// each say their type (https://lexical.dev/docs/concepts/serialization).
type lexical struct{ cardWriter }

// lexicalHTML is the words of a story as HTML; "" for what is no such tree.
func lexicalHTML(content string) string {
	v, err := readJSON([]byte(content))
	doc, ok := v.(object)
	if err != nil || !ok {
		return ""
	}
	l := &lexical{}
	for _, root := range doc.objects("root") {
		l.children(root)
	}
	return l.out.String()
}

func (l *lexical) children(n object) {
	for _, child := range n.objects("children") {
		if l.full() {
			return
		}
		l.node(child)
	}
}

// blocks are the elements of the nodes that hold words.
var blocks = map[string]string{
	"paragraph": "p", "quote": "blockquote", "extended-quote": "blockquote", "aside": "blockquote", "listitem": "li",
}

func (l *lexical) node(n object) {
	kind := n.text("type")
	switch kind {
	case "text", "extended-text", "tk":
		l.words(n)
	case "linebreak":
		l.out.WriteString("<br>")
	case "tab":
		l.out.WriteString(" ")
	case "link", "autolink":
		l.link(n.text("url"))
		l.children(n)
		l.out.WriteString("</a>")
	case "heading", "extended-heading":
		element := n.text("tag")
		if len(element) != 2 || element[0] != 'h' || element[1] < '1' || element[1] > '6' {
			element = "h2"
		}
		l.in(element, func() { l.children(n) })
	case "list":
		element := "ul"
		if n.text("tag") == "ol" || n.text("listtype") == "number" {
			element = "ol"
		}
		l.in(element, func() { l.children(n) })
	default:
		if element := blocks[kind]; element != "" {
			l.in(element, func() { l.children(n) })
			return
		}
		l.card(kind, n)
		l.children(n) // of what is not known yet
	}
}

// formats are the bits of a text's format, and their elements.
var formats = []struct {
	bit     int
	element string
}{{1, "strong"}, {2, "em"}, {4, "s"}, {16, "code"}, {32, "sub"}, {64, "sup"}}

func (l *lexical) words(n object) {
	format, end := max(number(n.text("format")), 0), ""
	for _, f := range formats {
		if format&f.bit != 0 {
			l.out.WriteString("<" + f.element + ">")
			end = "</" + f.element + ">" + end
		}
	}
	l.text(textOf(n["text"])) // spaces alone are words too
	l.out.WriteString(end)
}
