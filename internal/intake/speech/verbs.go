package speech

import (
	"strings"

	"storywire/internal/intake/lexicon"
)

// tense is which form of a verb a cue is.
type tense byte

const (
	present    tense = 1 // "says"; of some verbs that is a noun too
	past       tense = 2
	participle tense = 3 // "calling": its subject is the clause's
)

// form is a form of a verb that attributes. A weak one gives a name or a
// judgement, in words that may be the writer's own: it attributes only words
// lifted out of an utterance. One that is near only attributes where it stands
// beside the words: elsewhere it means other things.
type form struct {
	tense tense
	weak  bool
	near  bool
}

// readVerbs reads verbs, one a line: its forms without an ending and with one,
// of the past, and with -ing.
func readVerbs(strong, near, weak, weakNear string) map[string]form {
	forms := map[string]form{}
	for i, list := range []string{strong, near, weak, weakNear} {
		for row := range strings.Lines(list) {
			for k, w := range strings.Fields(row) {
				t := []tense{present, present, past, participle}[k]
				if had, ok := forms[w]; !ok || had.tense == present && t == past {
					forms[w] = form{t, i >= 2, i%2 == 1}
				}
			}
		}
	}
	return forms
}

// speaks tells a verb that somebody says words with.
func speaks(word string) bool {
	f, ok := verbs[word]
	return ok && !f.weak
}

// frames tells a weak verb.
func frames(word string) bool { return verbs[word].weak }

// nearOnly tells a verb that attributes only beside the words.
func nearOnly(word string) bool { return verbs[word].near }

var verbs = readVerbs(strongVerbs, nearVerbs, weakVerbs, weakNearVerbs)

// phrasals are the verbs of saying that a small word belongs to: "pointed out".
var phrasals = map[string]map[string]bool{
	"out":  lexicon.Words(`point|points|pointed|pointing|call|calls|called|cry|cries|cried|blurt|blurts|blurted`),
	"back": lexicon.Words(`shoot|shoots|shot|shooting|fire|fires|fired|firing|hit|hits|hitting|write|writes|wrote|snap|snaps|snapped`),
	"in":   lexicon.Words(`chime|chimes|chimed|chiming|jump|jumps|jumped`),
	"it":   lexicon.Words(`put|puts|putting`),
	"on":   lexicon.Words(`went|goes|go`),
}

const strongVerbs = `say says said saying
tell tells told telling
add adds added adding
write writes wrote writing
ask asks asked asking
report reports reported reporting
explain explains explained explaining
insist insists insisted insisting
warn warns warned warning
argue argues argued arguing
claim claims claimed claiming
state states stated stating
note notes noted noting
declare declares declared declaring
announce announces announced announcing
admit admits admitted admitting
acknowledge acknowledges acknowledged acknowledging
concede concedes conceded conceding
stress stresses stressed stressing
emphasise emphasises emphasised emphasising
emphasize emphasizes emphasized emphasizing
recall recalls recalled recalling
remark remarks remarked remarking
respond responds responded responding
reply replies replied replying
retort retorts retorted retorting
shout shouts shouted shouting
yell yells yelled yelling
scream screams screamed screaming
whisper whispers whispered whispering
joke jokes joked joking
quip quips quipped quipping
crack cracks cracked cracking
suggest suggests suggested suggesting
predict predicts predicted predicting
promise promises promised promising
pledge pledges pledged pledging
vow vows vowed vowing
urge urges urged urging
confirm confirms confirmed confirming
testify testifies testified testifying
tweet tweets tweeted tweeting
retweet retweets retweeted retweeting
blog blogs blogged blogging
email emails emailed emailing
reiterate reiterates reiterated reiterating
complain complains complained complaining
comment comments commented commenting
lament laments lamented lamenting
maintain maintains maintained maintaining
contend contends contended contending
assert asserts asserted asserting
allege alleges alleged alleging
boast boasts boasted boasting
brag brags bragged bragging
caution cautions cautioned cautioning
protest protests protested protesting
plead pleads pleaded pleading
believe believes believed believing
reveal reveals revealed revealing
reflect reflects reflected reflecting
scoff scoffs scoffed scoffing
muse muses mused musing
interject interjects interjected interjecting
venture ventures ventured venturing
clarify clarifies clarified clarifying
elaborate elaborates elaborated elaborating
echo echoes echoed echoing
disclose discloses disclosed disclosing
opine opines opined opining
exclaim exclaims exclaimed exclaiming
recount recounts recounted recounting
marvel marvels marveled marveling
deadpan deadpans deadpanned deadpanning
thunder thunders thundered thundering
bellow bellows bellowed bellowing
chant chants chanted chanting
implore implores implored imploring
beg begs begged begging
counsel counsels counselled counselling
inform informs informed informing
assure assures assured assuring
reason reasons reasoned reasoning
hint hints hinted hinting
surmise surmises surmised surmising
speculate speculates speculated speculating
theorise theorises theorised theorising
theorize theorizes theorized theorizing
posit posits posited positing
wonder wonders wondered wondering
inquire inquires inquired inquiring
quote quotes quoted quoting
summarise summarises summarised summarising
summarize summarizes summarized summarizing
volunteer volunteers volunteered volunteering
confide confides confided confiding
confess confesses confessed confessing
recommend recommends recommended recommending
retaliate retaliates retaliated retaliating
rejoin rejoins rejoined rejoining
chide chides chided chiding
grumble grumbles grumbled grumbling
gush gushes gushed gushing
enthuse enthuses enthused enthusing
intone intones intoned intoning
growl growls growled growling
mutter mutters muttered muttering
rail rails railed railing
fume fumes fumed fuming
rant rants ranted ranting
underscore underscores underscored underscoring
profess professes professed professing
proclaim proclaims proclaimed proclaiming
swear swears swore swearing`

const nearVerbs = `continue continues continued continuing
begin begins began beginning
start starts started starting
read reads read reading
think thinks thought thinking
end ends ended ending
laugh laughs laughed laughing
offer offers offered offering
agree agrees agreed agreeing
sigh sighs sighed sighing
snap snaps snapped snapping
post posts posted posting
observe observes observed observing
repeat repeats repeated repeating
conclude concludes concluded concluding
counter counters countered countering
cry cries cried crying
answer answers answered answering
sum sums summed summing
press presses pressed pressing
demand demands demanded demanding
open opens opened opening
close closes closed closing
sing sings sang singing
boom booms boomed booming
fire fires fired firing
figure figures figured figuring
feel feels felt feeling`

const weakVerbs = `describe describes described describing
call calls called calling
hail hails hailed hailing
praise praises praised praising
brand brands branded branding
dub dubs dubbed dubbing
slam slams slammed slamming
condemn condemns condemned condemning
denounce denounces denounced denouncing
criticise criticises criticised criticising
criticize criticizes criticized criticizing
accuse accuses accused accusing
blast blasts blasted blasting
dismiss dismisses dismissed dismissing
label labels labelled labelling
label labels labeled labeling
characterise characterises characterised characterising
characterize characterizes characterized characterizing
welcome welcomes welcomed welcoming
cite cites cited citing
compare compares compared comparing
liken likens likened likening
threaten threatens threatened threatening
decry decries decried decrying
deride derides derided deriding
mock mocks mocked mocking
refer refers referred referring
thank thanks thanked thanking
blame blames blamed blaming
voice voices voiced voicing
express expresses expressed expressing
deny denies denied denying
reject rejects rejected rejecting
deem deems deemed deeming
consider considers considered considering
regard regards regarded regarding
portray portrays portrayed portraying
deplore deplores deplored deploring
laud lauds lauded lauding
lambast lambasts lambasted lambasting
lambaste lambastes lambasted lambasting
ridicule ridicules ridiculed ridiculing
tout touts touted touting
signal signals signalled signalling
signal signals signaled signaling
vilify vilifies vilified vilifying
hope hopes hoped hoping
attack attacks attacked attacking
defend defends defended defending
invoke invokes invoked invoking
celebrate celebrates celebrated celebrating
tear tears tore tearing
rip rips ripped ripping
scold scolds scolded scolding
credit credits credited crediting
command commands commanded commanding
order orders ordered ordering
envision envisions envisioned envisioning
question questions questioned questioning
depict depicts depicted depicting
paint paints painted painting`

const weakNearVerbs = `speak speaks spoke speaking
talk talks talked talking`
