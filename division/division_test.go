package division

import (
	"strings"
	"testing"
)

// show writes steps as 11 110101 110101005|rest.
func show(steps []Step) string {
	var out []string
	rest := ""
	for _, s := range steps {
		var codes []string
		for _, d := range s.Divisions {
			codes = append(codes, d.Code)
		}
		if len(codes) > 3 {
			codes = append(codes[:3], "...")
		}
		out = append(out, strings.Join(codes, "+"))
		rest = s.Rest
	}
	return strings.Join(out, " ") + "|" + rest
}

func TestFind(t *testing.T) {
	table := New()
	for _, c := range []struct {
		name string
		year int
		want string
	}{
		{"北京市东城区人民政府北新桥街道办事处", 2017, "11 110101 110101005|办事处"},
		{"北京市东城区财政局", 2017, "11 110101|财政局"},
		{"北京市东城区人民政府办公室", 2017, "11 110101|人民政府办公室"},
		{"东城区人民政府", 2017, "110101|人民政府"},
		{"长安区人民政府", 2018, "130102+610116|人民政府"},
		{"河北省长安区人民政府", 2018, "13 130102|人民政府"},
		{"长安区郭杜街道办事处", 2018, "130102+610116 610116002|办事处"},
		{"湖北恩施州教育局", 2016, "42 4228|教育局"},
		{"恩施土家族苗族自治州教育局", 2016, "4228|教育局"},
		{"内蒙古自治区乌审旗人民政府", 2016, "15 150626|人民政府"},
		{"内蒙古乌审旗人民政府", 2016, "15 150626|人民政府"},
		{"新疆政府", 2016, "65|政府"},
		{"中共上海市普陀区委办公室", 2016, "31 310107|委办公室"},
		{"吉林市人民政府", 2016, "2202|人民政府"},
		{"吉林省人民政府", 2016, "22|人民政府"},
		{"合肥高新技术产业开发区管理委员会", 2019, "340176|管理委员会"},
		{"合肥市高新技术产业开发区管理委员会", 2019, "3401 340176|管理委员会"},
		{"苏州经济技术开发区管理委员会", 2019, "3205|经济技术开发区管理委员会"},
		{"青岛西海岸新区滨海街道办事处", 2020, "3702 370211012|办事处"},
		{"东莞市石龙镇人民政府", 2019, "4419 441900102|人民政府"},
		{"仙桃市沔城回族镇人民政府", 2019, "429004 429004112|人民政府"},
		{"嘉峪关市财政局", 2022, "6202|财政局"},
		{"国家税务总局北京市东城区税务局", 2019, "11 110101|税务局"},
		{"第七师胡杨河市", 2022, "65 659010|"},
		{"新疆生产建设兵团第七师胡杨河市", 2022, "65 659010|"},
		{"新疆生产建设兵团第三师教育局", 2022, "65|教育局"},
		{"第一师范学院", 2022, "|"},
		// in force in its year
		{"北京市崇文区人民政府", 2008, "11 110103|人民政府"},
		{"北京市崇文区人民政府", 2014, "11|崇文区人民政府"},
		{"襄樊市人民政府", 2009, "4206|人民政府"},
		{"襄阳市人民政府", 2009, "|"},
		{"公主岭市人民政府", 2014, "220381|人民政府"},
		{"公主岭市人民政府", 2018, "220184+220381|人民政府"},
		{"公主岭市人民政府", 2024, "220184|人民政府"},
		// not in the table: the longest that is
		{"曲靖市麒东区竹园河镇人民政府", 2016, "5303|麒东区竹园河镇人民政府"},
		{"渭州市长乐区人民政府", 2022, "|"},
		{"青禾市林溪区财政局", 2016, "|"},
		{"台南市政府水岸发展局", 2016, "|"},
		{"吉林江阜市人民政府", 2016, "|"},
		{"东区街道办事处", 2016, "411281007+442000002+622901007|办事处"},
		// a town's name alone
		{"城关镇人民政府", 2016, "131125100+..."},
	} {
		got := show(table.Find(c.name, c.year))
		if strings.HasSuffix(c.want, "+...") {
			if !strings.Contains(got, "+...") {
				t.Errorf("%s %d: %s, want many", c.name, c.year, got)
			}
			continue
		}
		if got != c.want {
			t.Errorf("%s %d: %s, want %s", c.name, c.year, got, c.want)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New()
	}
}

// BenchmarkMeans is what asking for one division costs from nothing.
func BenchmarkMeans(b *testing.B) {
	for b.Loop() {
		New().Means("密云县")
	}
}

func BenchmarkFind(b *testing.B) {
	table := New()
	for _, name := range []string{"北京市东城区人民政府北新桥街道办事处", "白杨街道办事处", "青禾市林溪区财政局"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				table.Find(name, 2017)
			}
		})
	}
}
