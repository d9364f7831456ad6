package main

import "github.com/spf13/cobra"

func (c *cli) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:       "completion bash|zsh|fish|powershell",
		Short:     c.say("completion.short"),
		Long:      c.say("completion.long"),
		Example:   "  nianbao completion bash > /etc/bash_completion.d/nianbao",
		Args:      c.between(1, 1),
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(c.stdout, true)
			case "zsh":
				return root.GenZshCompletion(c.stdout)
			case "fish":
				return root.GenFishCompletion(c.stdout, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(c.stdout)
			}
			return c.usage(c.say("usage.shell", args[0]), c.didYouMean(args[0], shells, c.say("hint.help", cmd.CommandPath())))
		},
	}
}
