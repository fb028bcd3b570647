/** What stands in this face's file again, because it is only constants: everything else comes from the first file of the package. */
export { LIMITS } from 'netcall-protocol';
