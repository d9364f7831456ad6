package synth

import "strings"

// codeOf are the codes of all numbers by their names.
var codeOf = codesOf(map[string]string{
	"web": "disclosure.items[channel=website]", "gazette": "disclosure.items[channel=gazette]", "weibo": "disclosure.items[channel=weibo]",
	"wechat": "disclosure.items[channel=wechat]", "otherway": "disclosure.items[channel=other]",
	"news": "disclosure.items[topic=news]", "org": "disclosure.items[topic=organization]", "law": "disclosure.items[topic=documents]",
	"fin": "disclosure.items[topic=finance]", "fulltime": "staff[kind=fulltime]", "parttime": "staff[kind=parttime]",
	"online": "requests.received[channel=online]", "in_person": "requests.received[channel=in_person]",
	"mail": "requests.received[channel=mail]", "fax": "requests.received[channel=fax]",
	"natural": "requests.received[applicant=natural_person]", "legal": "requests.received[applicant=organization]",
	"carried_in": "requests.carried_in", "carried_out": "requests.carried_out", "closed": "requests.closed", "answered": "requests.answered",
	"on_time": "requests.closed[timing=on_time]", "extended": "requests.closed[timing=extended]",
	"already": "requests.outcome[outcome=already_public]", "nonexistent": "requests.outcome[outcome=nonexistent]",
	"not_this": "requests.outcome[outcome=not_this_body]", "supplement": "requests.outcome[outcome=supplement]",
	"redirected": "requests.outcome[outcome=redirected]", "state": "requests.outcome[outcome=denied.state_secret]",
	"trade": "requests.outcome[outcome=denied.trade_secret]", "privacy": "requests.outcome[outcome=denied.privacy]",
	"safety": "requests.outcome[outcome=denied.safety]", "not_info": "requests.outcome[outcome=denied.not_gov_info]",
	"denied_other": "requests.outcome[outcome=denied.other]", "inquired": "inquiries.closed",
	"recon": "reconsiderations", "recon_upheld": "reconsiderations[result=upheld]", "recon_corrected": "reconsiderations[result=corrected]",
	"recon_other": "reconsiderations[result=other]", "recon_pending": "reconsiderations[result=pending]",
	"lit": "litigations", "lit_upheld": "litigations[result=upheld]", "lit_corrected": "litigations[result=corrected]",
	"lit_other": "litigations[result=other]", "conferences_led": "press_conferences[led_by=leader]", "interviews_led": "interviews[led_by=leader]",
	"disclosed": "documents.disclosed[kind=normative]",
})

// shareOf are the codes of shares that are indicators of their own.
var shareOf = map[string]string{"inquired": "inquiries.closed_rate"}

// unitOf is what one of a number is in base units, where that is not one.
var unitOf = map[string]int{"budget": 10000, "charges": 10000, "purchases": 10000}

// codesOf adds the codes of series and outcomes.
func codesOf(codes map[string]string) map[string]string {
	for _, s := range series {
		codes[s.name] = s.code
	}
	for _, o := range outcomes {
		codes[o.name] = "requests.outcome[outcome=" + o.name + "]"
		codes[o.group] = "requests.outcome[outcome=" + o.group + "]"
	}
	return codes
}

// code gives the code of a number; with an applicant, req/business, that is one
// dimension more.
func code(name string) string {
	of, applicant, ok := strings.Cut(name, "/")
	if !ok {
		return codeOf[of]
	}
	c := codeOf[of]
	if of == "answered" {
		c = "requests.outcome[outcome=total]"
	}
	if head, dims, ok := strings.Cut(c, "["); ok {
		return head + "[applicant=" + applicant + "," + dims
	}
	return c + "[applicant=" + applicant + "]"
}
