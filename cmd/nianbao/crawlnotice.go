package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"nianbao/crawl"
	"nianbao/crawl/notice"
)

// Secrets, which are told by the environment alone: a command line is seen by
// every user of the machine.
const (
	webhookSecret = "NIANBAO_WEBHOOK_SECRET"
	smtpPassword  = "NIANBAO_SMTP_PASSWORD"
)

// noticeFlags say who is told of a night, and how.
type noticeFlags struct {
	summary     string // a file, - for standard output
	webhook     string
	mail        []string
	mailWhen    string
	smtp        string
	smtpUser    string
	smtpTLS     string
	metrics     string
	metricsFile string
}

func (c *cli) noticeFlags(cmd *cobra.Command, o *noticeFlags) {
	o.mailWhen, o.smtpTLS = "alarms", string(notice.Auto)
	flags := cmd.Flags()
	flags.StringVar(&o.summary, "summary", "", c.say("flag.summary"))
	flags.StringVar(&o.webhook, "webhook", "", c.say("flag.webhook", webhookSecret))
	flags.StringSliceVar(&o.mail, "mail", nil, c.say("flag.mail"))
	flags.Var(choice{&o.mailWhen, []string{"alarms", "always"}}, "mail-when", c.say("flag.mail_when"))
	flags.StringVar(&o.smtp, "smtp", "", c.say("flag.smtp"))
	flags.StringVar(&o.smtpUser, "smtp-user", "", c.say("flag.smtp_user", smtpPassword))
	flags.Var(choice{&o.smtpTLS, wordsOf(notice.Securities())}, "smtp-tls", c.say("flag.smtp_tls"))
	flags.StringVar(&o.metrics, "metrics", "", c.say("flag.metrics"))
	flags.StringVar(&o.metricsFile, "metrics-file", "", c.say("flag.metrics_file"))
}

// notices are how a summary is sent; nil where nobody is.
type notices struct {
	webhook *notice.Webhook
	mailer  *notice.Mailer
}

// notices looks at the flags.
func (c *cli) notices(o crawlFlags) (n notices, err error) {
	f := o.notice
	if f.metrics != "" && o.every == 0 {
		return n, c.usage(c.say("crawl.metrics_every"))
	}
	if f.webhook != "" {
		n.webhook = &notice.Webhook{URL: f.webhook, Secret: c.getenv(webhookSecret), UserAgent: "nianbao/" + version}
		err = n.webhook.Validate()
	}
	if err == nil && len(f.mail) > 0 {
		n.mailer = &notice.Mailer{Server: f.smtp, Security: notice.Security(f.smtpTLS), User: f.smtpUser, Password: c.getenv(smtpPassword), From: o.mail, To: f.mail}
		err = n.mailer.Validate()
	}
	if err != nil {
		return n, &failure{text: c.say("crawl.bad_notice", err), hint: c.say("hint.help", "nianbao crawl"), code: exitConfig}
	}
	return n, nil
}

// closingNotices is how long a process that was told to end still tells of its
// night.
const closingNotices = 8 * time.Second

// deliver tells of a night whoever wants to know. What cannot be delivered is
// said, and costs nothing of the night.
func (c *cli) deliver(ctx context.Context, p nightPlan, s *crawl.Summary, exit int) {
	interrupted := ctx.Err() != nil
	ctx = context.WithoutCancel(ctx)
	if interrupted {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, closingNotices)
		defer cancel()
	}
	failed := func(what string, err error) {
		if err != nil {
			c.log.warn(c.say("crawl.not_delivered", what, err))
		}
	}
	body, err := nightJSON(s, exit)
	if err != nil {
		failed("--summary", err)
		return // unreachable: it has only what JSON has
	}
	switch p.notice.summary {
	case "":
	case "-":
		_, err := c.stdout.Write(body)
		failed("--summary", err)
	default:
		failed("--summary", replaceFile(p.notice.summary, body))
	}
	if p.notice.metricsFile != "" {
		failed("--metrics-file", p.meter.WriteFile(p.notice.metricsFile))
	}
	if p.notices.webhook != nil {
		failed("--webhook", p.notices.webhook.Send(ctx, c.sleep, body))
	}
	if p.notices.mailer != nil && (p.notice.mailWhen == "always" || worthMail(s, exit)) {
		failed("--mail", p.notices.mailer.Send(ctx, c.sleep, s.Ended, c.mailSubject(s), c.nightText(s)))
	}
}

// nightJSON is the summary of a night in one line.
func nightJSON(s *crawl.Summary, exit int) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(nightRecordOf(s, exit))
	return b.Bytes(), err
}

// worthMail tells whether something is to be said of a night beyond that it was.
func worthMail(s *crawl.Summary, exit int) bool {
	return exit != exitOK || len(s.Removed) > 0 || slices.ContainsFunc(s.Revised, func(r crawl.Report) bool { return len(r.Changes) > 0 })
}

func (c *cli) mailSubject(s *crawl.Summary) string {
	subject := c.say("mail.subject", inChina(s.Ended), len(s.Alarms), len(s.New), len(s.Revised), len(s.Unread))
	if s.Ending != crawl.Whole {
		subject += fmt.Sprintf(" (%s)", c.say("ending."+string(s.Ending)))
	}
	return subject
}
