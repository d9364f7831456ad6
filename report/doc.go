// Package report is the domain: what a public body's annual report on
// government information disclosure is, as this program sees it.
//
// The stages of the program fill a [Document] one after another: parse gives it
// text, blocks and tables; normalize gives each block and cell a normal form
// ([Text]) with the way back to the source's own characters; extract gives it
// figures, and names what it could not read; check compares them with each
// other. All of them import this package and none of them imports another.
//
// # Glossary
//
// Each Chinese term is translated once, and the word is used everywhere: in
// identifiers, codes, columns, JSON keys and help texts.
//
//	政府信息公开年度报告  annual report on information disclosure  Document (the bytes read), report (what was published)
//	指标                  indicator                               Indicator
//	数字                  figure                                  Figure
//	计量单位, 量词        unit, as printed                        Figure.Unit
//	计量类别              measure, the kind of a unit             Measure
//	主动公开政府信息      disclosure on the body's own initiative disclosure.items
//	渠道                  channel                                 channel=
//	规章                  regulation                              kind=regulation
//	规范性文件            normative document                      kind=normative
//	政策文件              policy document                         kind=policy
//	制发, 废止, 现行有效  issued, repealed, in force              documents.issued, .repealed, .in_force
//	行政许可              licensing                               power=licensing
//	行政处罚              penalty                                 power=penalty
//	行政强制              coercion                                power=coercion
//	处理决定              decision                                powers.decisions
//	行政事业性收费        administrative charges                  charges.amount
//	政府集中采购          central procurement                     procurement.projects, .amount
//	依申请公开            disclosure on request                   requests.*
//	收到申请, 新收        requests received                       requests.received
//	上年结转              carried in                              requests.carried_in
//	结转下年度            carried out                             requests.carried_out
//	办结                  closed                                  requests.closed
//	答复                  answered                                requests.answered
//	办理结果              outcome                                 requests.outcome[outcome=…]
//	予以公开, 同意公开    granted                                 outcome=granted
//	部分公开              partial                                 outcome=partial
//	不予公开              denied                                  outcome=denied
//	无法提供              unavailable                             outcome=unavailable
//	不予处理              not processed                           outcome=not_processed
//	行政复议              reconsideration                         reconsiderations
//	行政诉讼              litigation                              litigations
//	维持, 纠正, 尚未审结  upheld, corrected, pending              result=upheld, corrected, pending
//	举报投诉              complaint                               complaints
//	政策解读              interpretation                          interpretations
//	回应关切              response                                response.*
//	新闻发布会            press conference                        press_conferences
//	在线访谈              interview                               interviews
//	意见征集              consultation                            consultations
//	咨询                  inquiry                                 inquiries.*
//	建议提案              proposal                                proposals.*
//	政府开放日            open day                                open_days
//	查阅点                reading point                           reading_points
//	专职, 兼职            full time, part time                    kind=fulltime, kind=parttime
//	发文机关              body                                    Document.Body
//	行政区划              region                                  Document.Region
//	判定依据              basis of the region                     Document.RegionBasis
//	沿革                  history of a division                   division.Meaning.History
//	行政级别              level                                   Document.Level
//	本级, 汇总            scope: own office, whole region         Document.Scope
//	勾稽关系              check; of a table's sums, identity      Check
//	出错方                verdict                                 Verdict
//	按勾稽关系应填数      proposal for a cell (not proposals.*)   Proposal
//	未报告                not reported: no figure, never 0        compare.NotReported
//	较上年增减, 增长率    change, growth in per cent              compare.Point.Change, .Growth
//	雷同                  copy                                    check.Copies
//	数据集                data set                                package export
//	台账                  ledger                                  store.Entry
//	观测状态              observation status                      obs_status
//	上年, 同期            other period                            RoleOtherPeriod
//	累计                  cumulative                              RoleCumulative
//	口径变化              break in a series                       Break
//	衔接公式              bridge over a break                     Bridge
//	可比性                comparability                           Comparability
//	谢绝抓取              declined: by robots.txt                 list.ClassDeclined
//	拦截页, 验证页        challenge: a firewall's page, blocked   list.ClassBlocked
//	抓取时段              window of the night                     polite.Window
//	本站配额              budget of a site                        polite.Budget
//	栏目                  column, of a site                       list.Listing.Column
//	列表, 条目            list, entry                             list.Listing, list.Entry
//	附件                  attachment                              list.Attachment
//	余, 多, 以上          at least                                AtLeast
//	重读                  re-extraction, another reading           store.Reading
//	人工判断              decision, by a person                   store.Review
//	确认, 更正, 剔除      accept, correct, dismiss                store.Accept, Correct, Dismiss
//	撤下                  take down; what stays is a tombstone    Forgotten, store.Tombstone
//	合并                  merge, of databases                     store.Merged
//	约, 近, 左右          approximately                           Approx
//	不足, 以内            at most                                 AtMost
package report
