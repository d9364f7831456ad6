// Package twins holds the readers to one promise: the same report gives the
// same figures whatever its container. Its tests take the sample reports that
// have official tables, mangle their pages as the content systems of public
// bodies do (mangle_test.go names each way), and read their twins in other
// formats (testdata, made by the program make). What the package itself offers
// is what both need: a plain page and its tables.
//
// The manglings and twins were written from what is known of the sites and of
// the forms, not from the readers' code.
package twins
